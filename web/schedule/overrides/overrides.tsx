import { useQuery } from '@tanstack/react-query';
import type { Schedule } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useWeekOrder, weekdayOf } from '#web/schedule/hours/week-order.ts';
import schedule_ from '#web/schedule/schedule.module.css';
import { overridesQuery, strandedQuery } from '#web/schedule/schedule-queries.ts';
import { useLooking } from '#web/schedule/stranded/use-looking.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useUnsaved } from '#web/ui/form/unsaved.tsx';
import { ComingOverrides } from './coming-overrides.tsx';
import { daysAfter, todayIn, weeksOf } from './dates.ts';
import { MonthGrid } from './month-grid.tsx';
import { OverrideForm, useStretchWords } from './override-form.tsx';
import classes from './overrides.module.css';
import { useAskingFirst } from './use-asking-first.tsx';
import { useOverrideActs } from './use-override-acts.ts';
import { stretchOf, useSelection } from './use-selection.ts';

type OverridesProps = {
  id: number;
  schedule: Schedule;
  /** then the week asks already whoever leaves the page */
  isWeekTyped: boolean;
};

/** Dates that differ from their weekday: leave, extra hours, a shorter day. */
export function Overrides({ id, schedule, isWeekTyped }: OverridesProps) {
  const { t } = useTranslation('schedule');
  const order = useWeekOrder();
  const place = (day: string) => order.indexOf(weekdayOf(day));
  const today = todayIn(schedule.timezone);
  const days = useStretchWords();
  const asking = useAskingFirst();
  const selecting = useSelection(today, place, (from, go) =>
    asking.first(from ? t('overrides.discardTitle', { days: days(stretchOf(from)) }) : '', go),
  );
  const weeks = weeksOf(selecting.month, place);
  const acts = useOverrideActs(id);
  const looking = useLooking(id);
  const leaving = useUnsaved(asking.isTyped && !acts.pending && !isWeekTyped);
  const [first = today, last = today] = [weeks[0]?.[0], weeks.at(-1)?.[6]];
  const month = useQuery(overridesQuery(id, { from: first, to: last }));
  const coming = useQuery(overridesQuery(id, { from: today, to: daysAfter(today, 365) }));
  useQuery(strandedQuery(id));
  const { selection } = selecting;

  return (
    <section className={schedule_.card} aria-labelledby="schedule-overrides">
      <header className={schedule_.head}>
        <div>
          <h2 id="schedule-overrides" className={schedule_.title}>
            {t('overrides.title')}
          </h2>
          <p className={schedule_.zone}>{t('overrides.about')}</p>
        </div>
      </header>
      <div className={classes.columns}>
        <MonthGrid
          selecting={selecting}
          weeks={weeks}
          order={order}
          today={today}
          schedule={schedule}
          overrides={month.data ?? []}
        />
        <div className={classes.side}>
          {selection ? (
            <OverrideForm
              key={selection.anchor}
              stretch={stretchOf(selection)}
              present={month.data?.find(({ day }) => day === selection.anchor)}
              usual={schedule.availability_schedule[weekdayOf(selection.anchor)]}
              onTyped={asking.setTyped}
              acts={acts}
              looking={looking}
              selecting={selecting}
            />
          ) : (
            <p className={classes.hint}>{t('overrides.hint')}</p>
          )}
          {coming.data && (
            <ComingOverrides overrides={coming.data} acts={acts} looking={looking} onShow={selecting.show} />
          )}
          {!coming.data && coming.isError && <ErrorState error={coming.error} retry={() => void coming.refetch()} />}
        </div>
      </div>
      {looking.dialog}
      {asking.dialog}
      {leaving}
    </section>
  );
}
