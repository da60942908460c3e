import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { dayIn, daysAfter } from '#web/booking/days.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './waitlist-offer.module.css';
import { isWaiting, useJoinWaitlist, waitlistQuery } from './waitlist-queries.ts';

const reach = 14;

/** For whom nothing fits: whatever becomes free in the next two weeks is offered to them. */
export function WaitlistOffer({ doctorId }: { doctorId: number }) {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const times = useClinicTimes();
  const isPatient = me?.user.role === 'patient';
  const { data: waits } = useQuery({ ...waitlistQuery, enabled: isPatient });
  const joining = useJoinWaitlist(doctorId);
  if (!isPatient || !waits) return null;
  const today = dayIn(times.zone, new Date());
  const isIn = waits.some((wait) => isWaiting(wait) && wait.doctor.id === doctorId);
  return (
    <p className={classes.offer}>
      <span>{t(isIn ? 'waitlist.isIn' : 'waitlist.about')}</span>
      {!isIn && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconBell size={16} aria-hidden />}
          loading={joining.isPending}
          onClick={() => joining.mutate({ from: today, to: daysAfter(today, reach) })}
        >
          {t('waitlist.join')}
        </Button>
      )}
    </p>
  );
}
