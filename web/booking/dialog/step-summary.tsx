import type { DoctorCard } from '#contract/clinic.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import type { BookingForm, Visit } from '#web/booking/form/visit.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { Price } from '#web/ui/price.tsx';
import dialog from './booking-dialog.module.css';
import classes from './step-summary.module.css';

/** All of it once more, before it is booked. */
export function StepSummary({ doctor, form }: { doctor: DoctorCard; form: BookingForm }) {
  const { t } = useTranslation('booking');
  const currency = useClinic()?.currency;
  const cents = (visit: Visit) => doctor.prices.find(({ mode }) => mode === visit.mode)?.cents ?? 0;
  const total = form.visits.reduce((sum, visit) => sum + cents(visit), 0);
  return (
    <>
      <h3 className={dialog.heading} data-step tabIndex={-1}>
        {t('step.summary')}
      </h3>
      {form.visits.map((visit) => (
        <VisitSummary key={visit.key} visit={visit} doctor={doctor} cents={cents(visit)} />
      ))}
      {form.visits.length > 1 && currency && (
        <p className={classes.total}>
          <span>{t('summary.total')}</span>
          <strong>
            <Price cents={total} currency={currency} />
          </strong>
        </p>
      )}
      <p className={classes.about}>{t('summary.about')}</p>
    </>
  );
}

function VisitSummary({ visit, doctor, cents }: { visit: Visit; doctor: DoctorCard; cents: number }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const { data: me } = useMe();
  const currency = useClinic()?.currency;
  const name = me?.patients.find(({ id }) => id === visit.patientId)?.name ?? '';
  return (
    <dl className={classes.visit}>
      <dt>{t('summary.when')}</dt>
      <dd>
        {visit.slot && (
          <>
            <strong>{times.full(visit.slot.starts_at)}</strong>
            <span className={classes.dim}> – {times.time(visit.slot.ends_at)}</span>
            {times.own(visit.slot.starts_at) && <span className={classes.own}>{times.own(visit.slot.starts_at)}</span>}
          </>
        )}
      </dd>
      <dt>{t('summary.doctor')}</dt>
      <dd>
        {doctor.name} <span className={classes.dim}>· {doctor.specialization.name}</span>
      </dd>
      <dt>{t('summary.patient')}</dt>
      <dd>{name}</dd>
      <dt>{t('summary.mode')}</dt>
      <dd>
        <span className={classes.mode}>
          {visit.mode && <ModeName mode={visit.mode} />}
          {currency && <Price cents={cents} currency={currency} />}
        </span>
      </dd>
      <dt>{t('summary.medical')}</dt>
      <dd className={classes.medical} dir="auto">
        {visit.words.complaint}
        {visit.files.length > 0 && (
          <span className={classes.own}>{t('summary.files', { count: visit.files.length })}</span>
        )}
      </dd>
    </dl>
  );
}
