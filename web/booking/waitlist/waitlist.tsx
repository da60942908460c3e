import { Button } from '@mantine/core';
import { ownNotifications } from '#contract/booking.events.ts';
import { channelName } from '#contract/channel.ts';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Wait } from '#contract/waitlist.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import page from '#web/booking/section.module.css';
import { shortened } from '#web/booking/slots/slot-address.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './waitlist.module.css';
import { isWaiting, useLeaveWaitlist, waitlistQuery } from './waitlist-queries.ts';

/** What one waits for, and what has become free: held for ten minutes, one press from booked. */
export function Waitlist() {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const { data } = useQuery(waitlistQuery);
  const leaving = useLeaveWaitlist();
  useLiveQueries(me ? [channelName(ownNotifications, me.user.id)] : [], [waitlistQuery.queryKey]);
  const waits = data?.filter(isWaiting) ?? [];
  if (waits.length === 0) return null;
  return (
    <section className={page.section} aria-labelledby="waitlist">
      <h2 id="waitlist" className={page.title}>
        {t('waitlist.title')}
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
            ? t('waitlist.offered', { when: times.full(offer.starts_at), until: times.time(offer.expires_at) })
            : t('waitlist.span', span)}
        </p>
      </div>
      {offer && (
        <Button
          component={Link}
          to="/doctors/$id"
          params={{ id: String(doctor.id) } as never}
          search={{ slot: shortened(offer.starts_at) } as never}
        >
          {t('waitlist.take')}
        </Button>
      )}
      <Button
        variant="subtle"
        color="gray"
        aria-label={t('waitlist.leaveNamed', { name: doctor.name })}
        onClick={onLeave}
      >
        {t('waitlist.leave')}
      </Button>
    </li>
  );
}
