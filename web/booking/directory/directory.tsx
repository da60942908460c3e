import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readDirectory } from '#contract/booking.ts';
import { DoctorCardItem } from '#web/clinic/doctor-card.tsx';
import { doctorsKey } from '#web/clinic/keys.ts';
import { listed } from '#web/clinic/records.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { useMarkedRows } from '#web/ui/table/marked-rows.ts';
import { NothingFound } from '#web/ui/table/nothing-found.tsx';
import classes from './directory.module.css';
import { DirectoryTools } from './directory-tools.tsx';
import { NextSlots } from './next-slots.tsx';
import { useSteadyCards } from './steady-cards.ts';
import { useDirectoryNews } from './use-directory-news.ts';

const key = [...doctorsKey, 'directory'] as const;

/** Every doctor whom one can book, each with the next free times: searched as one types. */
export function Page() {
  const { t } = useTranslation('booking');
  const state = useListState({ sort: 'soonest', filters: { specialization: '', mode: '', language: '' } });
  const asked = { q: state.q, sort: state.sort, ...state.filters };
  const doctors = useInfiniteQuery({
    queryKey: [...key, asked],
    queryFn: ({ pageParam, signal }) => listed(readDirectory, { ...asked, limit: '24', cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const answered = useMemo(() => doctors.data?.pages.flatMap((page) => page.data), [doctors.data]);
  const isStale = doctors.isPlaceholderData;
  const cards = useSteadyCards(isStale ? undefined : answered, JSON.stringify(asked));
  const total = doctors.data?.pages[0]?.total;
  const states = useMemo(() => answered?.map((one) => ({ id: one.id, version: Number(one.is_available) })), [answered]);
  const marked = useMarkedRows(isStale ? undefined : states, JSON.stringify([asked, doctors.data?.pages.length]));
  useDirectoryNews(answered, key);
  return (
    <>
      <PageHeader title={t('directory.title')} about={t('directory.about')} />
      <DirectoryTools state={state} />
      <p className={classes.count} role="status">
        {total !== undefined && !isStale && t('directory.found', { count: total })}
      </p>
      {!cards && doctors.isError && <ErrorState error={doctors.error} retry={() => void doctors.refetch()} />}
      {!cards && !doctors.isError && <SkeletonCards count={6} />}
      {cards?.length === 0 && (
        <NothingFound
          state={state}
          empty={<EmptyState title={t('directory.emptyTitle')} about={t('directory.emptyAbout')} />}
        />
      )}
      {cards && cards.length > 0 && (
        <ul className={classes.doctors} aria-label={t('directory.title')} data-stale={isStale}>
          {cards.map((doctor) => (
            <DoctorCardItem key={doctor.id} doctor={doctor} marked={marked.has(doctor.id)}>
              <NextSlots doctor={doctor} />
            </DoctorCardItem>
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
