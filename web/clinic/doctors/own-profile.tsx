import { useQuery } from '@tanstack/react-query';
import { doctorChannels } from '#web/clinic/doctor-channels.ts';
import { doctorRecordQuery } from '#web/clinic/doctor-record.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { OwnProfileForm } from './own-profile-form.tsx';

/** A doctor's own record: what patients read of them, and whether they can be booked. */
export function Page() {
  const { t } = useTranslation('clinic');
  const { data: me } = useMe();
  const id = me?.doctor_id ?? null;
  const query = doctorRecordQuery(id ?? 0);
  const { data, error, isError, refetch } = useQuery({ ...query, enabled: id !== null });
  useLiveQueries(doctorChannels(id === null ? [] : [id]), [query.queryKey]);
  return (
    <>
      <PageHeader title={t('ownProfile.title')} about={t('ownProfile.about')} />
      {data && <OwnProfileForm key={data.id} record={data} />}
      {!data && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !isError && <SkeletonText lines={8} />}
    </>
  );
}
