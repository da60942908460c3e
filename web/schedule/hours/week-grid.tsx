import { Button, VisuallyHidden } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { type CSSProperties, useRef, useState } from 'react';
import type { Weekday } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { minutesOfDay, writeClock } from './clock.ts';
import { piecesOf, withPieces } from './day-hours.ts';
import type { Piece } from './pieces.ts';
import { eachDay, type ScheduleFields } from './schedule-fields.ts';
import { WeekColumn } from './week-column.tsx';
import { type Axis, type Changed, useWeekDrag, type Week } from './week-drag.ts';
import classes from './week-grid.module.css';
import { dayBefore } from './week-order.ts';

type WeekGridProps = { draft: Draft<ScheduleFields>; order: readonly Weekday[] };

/** The week as a picture that can be drawn in. It says the same as the fields, which need no pointer. */
export function WeekGrid({ draft, order }: WeekGridProps) {
  const { t } = useTranslation('schedule');
  const element = useRef<HTMLFieldSetElement>(null);
  const [isWhole, setWhole] = useState(false);
  const [told, setTold] = useState('');
  const week: Week = eachDay((weekday) => piecesOf(draft.values[weekday]));
  const drag = useWeekDrag({ week, axis: axisOf(week, isWhole), element, onChange: change });

  function change(changed: Changed) {
    for (const [weekday, pieces] of Object.entries(changed) as [Weekday, readonly Piece[]][]) {
      draft.set(weekday, withPieces(draft.values[weekday], pieces));
    }
  }

  /** By keyboard the change is told besides, for who does not see it. */
  function changeDay(weekday: Weekday, pieces: readonly Piece[], touched?: Piece) {
    change({ [weekday]: pieces });
    const times = touched && { from: writeClock(touched.start), to: writeClock(touched.end) };
    setTold(
      times ? t('grid.now', { day: t(`day.${weekday}`), ...times }) : t('grid.gone', { day: t(`day.${weekday}`) }),
    );
  }

  return (
    <div className={classes.whole}>
      <fieldset
        ref={element}
        className={classes.grid}
        data-dragging={drag.isDragging || undefined}
        aria-label={t('grid.label')}
        aria-describedby="schedule-grid-keys"
        {...drag.handlers}
      >
        <Hours axis={drag.axis} />
        {order.map((weekday) => (
          <WeekColumn
            key={weekday}
            weekday={weekday}
            axis={drag.axis}
            pieces={drag.shown[weekday]}
            night={nightOf(drag.shown[dayBefore(weekday)])}
            onChange={(pieces, touched) => changeDay(weekday, pieces, touched)}
          />
        ))}
      </fieldset>
      <div className={classes.foot}>
        <p id="schedule-grid-keys" className={classes.keys}>
          {t('grid.keys')}
        </p>
        <Button variant="subtle" size="compact-sm" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'grid.lessDay' : 'grid.wholeDay')}
        </Button>
      </div>
      <VisuallyHidden role="status">{told}</VisuallyHidden>
    </div>
  );
}

function Hours({ axis }: { axis: Axis }) {
  const hours = (axis.until - axis.from) / 60;
  return (
    <div className={classes.hours} aria-hidden style={{ '--hours': hours } as CSSProperties}>
      {Array.from({ length: hours }, (_, at) => axis.from + at * 60).map((minute) => (
        <span key={minute}>{writeClock(minute)}</span>
      ))}
    </div>
  );
}

/** What ran on from the day before, until when. */
function nightOf(pieces: readonly Piece[]): Piece[] {
  return pieces
    .filter(({ end }) => end > minutesOfDay)
    .map(({ start, end }) => ({ start: Math.max(start, minutesOfDay) - minutesOfDay, end: end - minutesOfDay }));
}

/** From seven to eight in the evening, and further where there are hours. */
function axisOf(week: Week, isWhole: boolean): Axis {
  const all = Object.values(week).flat();
  const runsOn = all.some(({ end }) => end > minutesOfDay);
  if (isWhole || runsOn) return { from: 0, until: minutesOfDay };
  const first = Math.min(7 * 60, ...all.map(({ start }) => start));
  const last = Math.max(20 * 60, ...all.map(({ end }) => end));
  return { from: Math.floor(first / 60) * 60, until: Math.ceil(last / 60) * 60 };
}
