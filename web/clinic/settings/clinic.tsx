import { useQuery } from '@tanstack/react-query';
import { clinicQuery } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { ClinicForm } from './clinic-form.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const { data, error, isError, refetch } = useQuery(clinicQuery);
  return (
    <>
      <PageHeader title={t('clinic.title')} about={t('clinic.about')} />
      {data && <ClinicForm clinic={data} />}
      {!data && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !isError && <SkeletonText lines={4} />}
    </>
  );
}
