import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Wait } from '#contract/waitlist.ts';
import page from '#web/booking/appointments/appointments.module.css';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { shortened } from '#web/booking/slots/slot-address.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './waitlist.module.css';
import { isWaiting, useLeaveWaitlist, waitsQuery } from './waitlist-queries.ts';

/** What one waits for, and what has become free: held for ten minutes, one press from booked. */
export function WaitList() {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const { data } = useQuery(waitsQuery);
  const leaving = useLeaveWaitlist();
  useLiveQueries(me ? [`private-user.${me.user.id}.notifications`] : [], [waitsQuery.queryKey]);
  const waits = data?.filter(isWaiting) ?? [];
  if (waits.length === 0) return null;
  return (
    <section className={page.section} aria-labelledby="waits">
      <h2 id="waits" className={page.title}>
        {t('wait.title')}
      </h2>
      <ul className={page.list}>
        {waits.map((wait) => (
          <WaitLine key={wait.id} wait={wait} onLeave={() => leaving.mutate(wait)} />
        ))}
      </ul>
    </section>
  );
}

function WaitLine({ wait, onLeave }: { wait: Wait; onLeave: () => void }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const format = useFormat();
  const { doctor, patient, offer } = wait;
  const span = { from: format.dayMonth(wait.from), to: format.dayMonth(wait.to) };
  return (
    <li className={classes.wait} data-offered={offer !== null}>
      <div className={classes.words}>
        <p className={classes.name}>
          {doctor.name} <span className={classes.dim}>· {patient.name}</span>
        </p>
        <p role="status">
          {offer
            ? t('wait.offered', { when: times.full(offer.starts_at), until: times.time(offer.expires_at) })
            : t('wait.span', span)}
        </p>
      </div>
      {offer && (
        <Button
          component={Link}
          to="/doctors/$id"
          params={{ id: String(doctor.id) } as never}
          search={{ slot: shortened(offer.starts_at) } as never}
        >
          {t('wait.take')}
        </Button>
      )}
      <Button variant="subtle" color="gray" aria-label={t('wait.leaveNamed', { name: doctor.name })} onClick={onLeave}>
        {t('wait.leave')}
      </Button>
    </li>
  );
}
