import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listDoctors } from '#contract/clinic.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useListState } from '#web/ui/list-state.ts';
import { useMarkedRows } from '#web/ui/marked-rows.ts';
import { NothingFound } from '#web/ui/nothing-found.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import classes from './directory.module.css';
import { DirectoryTools } from './directory-tools.tsx';
import { DoctorCardItem } from './doctor-card.tsx';
import { doctorChannels } from './doctor-channels.ts';
import { listed } from './records.ts';

/** Every doctor whom one can book, searched as one types. */
export function Page() {
  const { t } = useTranslation('clinic');
  const state = useListState({ sort: '', filters: { specialization: '', mode: '', language: '' } });
  const asked = { q: state.q, ...state.filters };
  const doctors = useInfiniteQuery({
    queryKey: ['doctors', 'list', asked],
    queryFn: ({ pageParam, signal }) => listed(listDoctors, { ...asked, limit: '24', cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const found = useMemo(() => doctors.data?.pages.flatMap((page) => page.data), [doctors.data]);
  const total = doctors.data?.pages[0]?.total;
  useLiveQueries(doctorChannels(found?.map(({ id }) => id)), [['doctors', 'list']]);
  const states = useMemo(() => found?.map((one) => ({ id: one.id, version: Number(one.is_available) })), [found]);
  const fresh = doctors.isPlaceholderData ? undefined : states;
  const marked = useMarkedRows(fresh, JSON.stringify([asked, doctors.data?.pages.length]));
  return (
    <>
      <PageHeader title={t('directory.title')} about={t('directory.about')} />
      <DirectoryTools state={state} />
      <p className={classes.count} role="status">
        {total !== undefined && !doctors.isPlaceholderData && t('directory.found', { count: total })}
      </p>
      {!found && doctors.isError && <ErrorState error={doctors.error} retry={() => void doctors.refetch()} />}
      {!found && !doctors.isError && <SkeletonCards count={6} />}
      {found?.length === 0 && (
        <NothingFound
          state={state}
          empty={<EmptyState title={t('directory.emptyTitle')} about={t('directory.emptyAbout')} />}
        />
      )}
      {found && found.length > 0 && (
        <ul className={classes.doctors} aria-label={t('directory.title')} data-stale={doctors.isPlaceholderData}>
          {found.map((doctor) => (
            <DoctorCardItem key={doctor.id} doctor={doctor} marked={marked.has(doctor.id)} />
          ))}
        </ul>
      )}
      {doctors.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={doctors.isFetchingNextPage} onClick={() => void doctors.fetchNextPage()}>
            {t('directory.more')}
          </Button>
        </div>
      )}
    </>
  );
}
