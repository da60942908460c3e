import type { Appointment } from '#contract/appointments.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './stranded.module.css';

/** When, who, and by which reference the office finds it. */
export function StrandedList({ stranded }: { stranded: readonly Appointment[] }) {
  const { t } = useTranslation('schedule');
  const format = useFormat();
  const zone = useClinic()?.timezone;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <ul className={classes.list} tabIndex={0} aria-label={t('stranded.list')}>
      {stranded.map(({ id, scheduled_at, ends_at, patient, reference }) => (
        <li key={id}>
          <span className={classes.when}>
            {format.date(scheduled_at, zone)}
            <span className={classes.time}>
              {format.time(scheduled_at, zone)}–{format.time(ends_at, zone)}
            </span>
          </span>
          <span className={classes.who}>{patient.name}</span>
          <bdi className={classes.reference}>{reference}</bdi>
        </li>
      ))}
    </ul>
  );
}
