import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { NotedOverride } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { dayFields } from '#web/schedule/hours/day-hours.ts';
import { useDayWords } from '#web/schedule/hours/use-field-words.ts';
import type { Stretch } from '#web/schedule/schedule-queries.ts';
import type { Looking } from '#web/schedule/stranded/use-looking.tsx';
import { useStretchWords } from './override-form.tsx';
import { type Run, runsOf } from './override-runs.ts';
import classes from './overrides.module.css';
import type { OverrideActs } from './use-override-acts.ts';

type ComingOverridesProps = {
  overrides: readonly NotedOverride[];
  acts: OverrideActs;
  looking: Looking;
  onShow: (stretch: Stretch) => void;
};

/** What differs in the year to come, days in a row as one. */
export function ComingOverrides({ overrides, acts, looking, onShow }: ComingOverridesProps) {
  const { t } = useTranslation('schedule');
  const runs = runsOf(overrides);
  return (
    <section aria-labelledby="schedule-coming">
      <h3 id="schedule-coming" className={classes.subtitle}>
        {t('coming.title')}
      </h3>
      {runs.length === 0 && <p className={classes.hint}>{t('coming.none')}</p>}
      <ul className={classes.coming}>
        {runs.map((run) => (
          <ComingRun key={run.from} run={run} acts={acts} looking={looking} onShow={onShow} />
        ))}
      </ul>
    </section>
  );
}

function ComingRun({ run, acts, looking, onShow }: Omit<ComingOverridesProps, 'overrides'> & { run: Run }) {
  const { t } = useTranslation('schedule');
  const days = useStretchWords();
  const sayDay = useDayWords();
  const { from, to, hours, note } = run;
  const stretch = { from, to };
  const named = { days: days(stretch) };
  const remove = () => looking.before({ usual: stretch }, () => void acts.set(stretch, null));
  return (
    <li>
      <div className={classes.run}>
        <p className={classes.days}>{named.days}</p>
        <p className={classes.what}>
          {hours.enabled ? sayDay(dayFields(hours)) : t('overrides.leave')}
          {note && <span className={classes.note}> · {note}</span>}
        </p>
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t('coming.showNamed', named)}
        onClick={() => onShow(stretch)}
      >
        {t('coming.show')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-label={t('coming.removeNamed', named)}
        onClick={remove}
      >
        {t('coming.remove')}
      </Button>
    </li>
  );
}
