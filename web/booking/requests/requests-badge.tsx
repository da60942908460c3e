import { useQuery } from '@tanstack/react-query';
import { doctorAppointments } from '#contract/booking.events.ts';
import { channelName } from '#contract/channel.ts';
import type { Me } from '#contract/clinic.ts';
import { requestsQuery } from '#web/booking/appointments/appointment-queries.ts';
import { doctorChannels } from '#web/clinic/doctor-channels.ts';
import { doctorRecordQuery } from '#web/clinic/doctor-record.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './requests-badge.module.css';

/** How many requests wait for this doctor, beside their section's name; nothing where none does, or where none can. */
export function RequestsBadge({ me }: { me: Me }) {
  return me.doctor_id === null ? null : <Count doctorId={me.doctor_id} />;
}

function Count({ doctorId }: { doctorId: number }) {
  const { t } = useTranslation('booking-rail');
  const format = useFormat();
  const query = requestsQuery(doctorId);
  const record = doctorRecordQuery(doctorId);
  const { data: doctor } = useQuery(record);
  const isApproved = doctor?.is_approved ?? false;
  const { data } = useQuery({ ...query, enabled: isApproved });
  useLiveQueries(isApproved ? [channelName(doctorAppointments, doctorId)] : [], [query.queryKey]);
  useLiveQueries(isApproved ? [] : doctorChannels([doctorId]), [record.queryKey]);
  const count = data?.filter(({ status }) => status === 'pending').length ?? 0;
  if (count === 0) return null;
  return (
    <span className={classes.badge} role="img" aria-label={t('waiting', { count })}>
      {format.number(count)}
    </span>
  );
}
