import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { channelName } from '#contract/channel.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { readDoctor } from '#contract/clinic.ts';
import { DoctorProfile } from '#web/clinic/doctor-profile.tsx';
import { doctorsKey } from '#web/clinic/keys.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './doctor.module.css';
import { DoctorTimes } from './doctor-times.tsx';

/** A doctor: who they are, what it costs, and their times to choose from. */
export function Page() {
  const { t } = useTranslation('booking');
  const id = Number(useParams({ strict: false, select: (params) => (params as { id?: string }).id }));
  const known = Number.isInteger(id) && id > 0 && id < 2 ** 31;
  const key = [...doctorsKey, 'one', id];
  const { data, error, isError, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(readDoctor, { params: { id }, signal }),
    enabled: known,
  });
  useLiveQueries(known ? [channelName(doctorAvailability, id)] : [], [key]);
  const gone = !known || (error instanceof Refused && error.code === 'not_found');
  return (
    <>
      <Link to="/doctors" className={classes.back}>
        <IconArrowLeft size={18} aria-hidden />
        {t('doctor.all')}
      </Link>
      {data && !gone && (
        <DoctorProfile doctor={data}>
          <DoctorTimes key={data.id} doctor={data} />
        </DoctorProfile>
      )}
      {gone && (
        <>
          <PageHeader title={t('doctor.goneTitle')} />
          <EmptyState title={t('doctor.goneAbout')} />
        </>
      )}
      {!data && !gone && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !gone && !isError && <SkeletonText lines={7} />}
    </>
  );
}
