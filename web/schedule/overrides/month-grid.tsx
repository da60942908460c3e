import { ActionIcon } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconClockEdit } from '@tabler/icons-react';
import type { DayHours, NotedOverride, Schedule, Weekday } from '#contract/schedule.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { weekdayOf } from '#web/schedule/hours/week-order.ts';
import classes from './month-grid.module.css';
import { stretchOf, type useSelection } from './use-selection.ts';

type MonthGridProps = {
  selecting: ReturnType<typeof useSelection>;
  weeks: readonly (readonly string[])[];
  order: readonly Weekday[];
  today: string;
  schedule: Schedule;
  overrides: readonly NotedOverride[];
};

/** One month: which days are as usual, which differ, and which are chosen. */
export function MonthGrid({ selecting, weeks, order, today, schedule, overrides }: MonthGridProps) {
  const { t } = useTranslation('schedule');
  const { month, selection } = selecting;
  const chosen = selection && stretchOf(selection);
  // One stop for Tab: the day that is chosen, if it is in sight, else the first that can be.
  const all = weeks.flat();
  const stop =
    selection && all.includes(selection.focus)
      ? selection.focus
      : all.find((day) => day >= today && day.startsWith(month.slice(0, 7)));
  return (
    <div className={classes.month}>
      <MonthHead selecting={selecting} today={today} />
      <table
        ref={selecting.table}
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: days are walked through by arrow keys
        role="grid"
        aria-label={t('month.label')}
        aria-multiselectable
      >
        <thead>
          <tr>
            {order.map((weekday) => (
              <th key={weekday} scope="col" abbr={t(`day.${weekday}`)}>
                {t(`short.${weekday}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <MonthDay
                  key={day}
                  day={day}
                  isStop={day === stop}
                  isChosen={chosen !== null && chosen.from <= day && day <= chosen.to}
                  isOutside={!day.startsWith(month.slice(0, 7))}
                  isPast={day < today}
                  isToday={day === today}
                  usual={schedule.availability_schedule[weekdayOf(day)]}
                  override={overrides.find((one) => one.day === day)}
                  selecting={selecting}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MonthHead({ selecting, today }: Pick<MonthGridProps, 'selecting' | 'today'>) {
  const { t } = useTranslation('schedule');
  const name = useMonthName();
  return (
    <div className={classes.head}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('month.previous')}
        disabled={selecting.month <= today}
        onClick={() => selecting.leaf(-1)}
      >
        <IconChevronLeft size={20} className={classes.mirrored} aria-hidden />
      </ActionIcon>
      <h3 className={classes.name} aria-live="polite">
        {name(selecting.month)}
      </h3>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('month.next')}
        onClick={() => selecting.leaf(1)}
      >
        <IconChevronRight size={20} className={classes.mirrored} aria-hidden />
      </ActionIcon>
    </div>
  );
}

type MonthDayProps = {
  day: string;
  isStop: boolean;
  isChosen: boolean;
  isOutside: boolean;
  isPast: boolean;
  isToday: boolean;
  usual: DayHours;
  override: NotedOverride | undefined;
  selecting: ReturnType<typeof useSelection>;
};

function MonthDay({ day, usual, override, selecting, ...is }: MonthDayProps) {
  const { t } = useTranslation('schedule');
  const format = useFormat();
  const hours = override ?? usual;
  const kind = override ? (override.enabled ? 'other' : 'leave') : 'usual';
  const times = hours.enabled ? `${hours.start}–${hours.end}` : undefined;
  const said = kind === 'usual' ? (times ?? t('hours.off')) : t(`month.${kind}`, { times });
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it has the focus
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the table is a grid
    <td role="gridcell" aria-selected={is.isChosen}>
      <button
        type="button"
        className={classes.day}
        data-day={day}
        data-kind={kind}
        data-open={hours.enabled}
        data-outside={is.isOutside || undefined}
        data-chosen={is.isChosen || undefined}
        data-today={is.isToday || undefined}
        tabIndex={is.isStop ? 0 : -1}
        disabled={is.isPast}
        aria-label={[format.longDay(day), said, override?.note].filter(Boolean).join(', ')}
        aria-current={is.isToday ? 'date' : undefined}
        onClick={(event) => !isMouse(event.nativeEvent) && selecting.choose(day, event.shiftKey)}
        onPointerDown={(event) => isMouse(event) && event.button === 0 && selecting.choose(day, event.shiftKey)}
        onPointerEnter={(event) => selecting.enter(event, day)}
        onKeyDown={(event) => selecting.press(event, day)}
      >
        <span className={classes.number}>{Number(day.slice(8))}</span>
        {kind === 'leave' && <IconCalendarOff size={16} stroke={1.5} aria-hidden />}
        {kind === 'other' && <IconClockEdit size={16} stroke={1.5} aria-hidden />}
        <span className={classes.words} data-words={kind === 'leave' ? t('month.leaveShort') : times} />
      </button>
    </td>
  );
}

/** A mouse chooses as it goes down, so that it can be dragged; a finger may be scrolling, and a key has no pointer. */
function isMouse(event: object): boolean {
  const pointer = 'pointerType' in event ? event.pointerType : undefined;
  return pointer === 'mouse' || pointer === 'pen';
}

function useMonthName(): (month: string) => string {
  const { i18n } = useTranslation();
  const language = i18n.language === 'ar' ? 'ar-u-nu-latn' : i18n.language;
  const format = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return (month) => format.format(new Date(`${month}T00:00:00Z`));
}
