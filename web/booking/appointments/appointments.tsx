import { Button } from '@mantine/core';
import { ownAppointments } from '#contract/booking.events.ts';
import { channelName } from '#contract/channel.ts';
import '@mantine/core/styles/Button.layer.css';
import { IconCalendar } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import classes from '#web/booking/section.module.css';
import { useNow } from '#web/booking/use-now.ts';
import { Waitlist } from '#web/booking/waitlist/waitlist.tsx';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import { useMarkedRows } from '#web/ui/table/marked-rows.ts';
import { AppointmentCard } from './appointment-card.tsx';
import { aheadQuery, appointmentsKey, isAhead, isStanding, pastQuery } from './appointment-queries.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';

type Asking = { act: 'cancel' | 'move'; appointment: Appointment } | null;

/** A patient's appointments and those of their family: the next one large, what is ahead, what was. */
export function Page() {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const [moment] = useState(Date.now);
  const now = useNow(true, 15_000);
  const ahead = useQuery({ ...aheadQuery(moment), placeholderData: keepPreviousData });
  const [asking, setAsking] = useState<Asking>(null);
  const [opened, setOpened] = useState<Asking>(null);
  useLiveQueries(me ? [channelName(ownAppointments, me.user.id)] : [], [appointmentsKey]);
  const marked = useMarkedRows(ahead.data, 'ahead');
  const rows = ahead.data?.filter((one) => isAhead(one, now)) ?? [];
  const next = rows.find(isStanding);
  const later = rows.filter((one) => one !== next);

  function ask(to: Asking) {
    setOpened(to);
    setAsking(to);
  }
  const card = (appointment: Appointment, isLarge = false) => (
    <AppointmentCard
      key={appointment.id}
      appointment={appointment}
      isLarge={isLarge}
      now={now}
      isMarked={marked.has(appointment.id)}
      onMove={() => ask({ act: 'move', appointment })}
      onCancel={() => ask({ act: 'cancel', appointment })}
    />
  );
  return (
    <>
      <PageHeader
        title={t('mine.title')}
        actions={
          <Button component={Link} to="/doctors">
            {t('mine.book')}
          </Button>
        }
      />
      {!ahead.data && ahead.isError && <ErrorState error={ahead.error} retry={() => void ahead.refetch()} />}
      {!ahead.data && !ahead.isError && <SkeletonCards count={3} />}
      {ahead.data && !next && (
        <EmptyState icon={IconCalendar} title={t('mine.emptyTitle')} about={t('mine.emptyAbout')} />
      )}
      {next && (
        <section className={classes.section} aria-labelledby="next-appointment">
          <h2 id="next-appointment" className={classes.title}>
            {t('mine.next')}
          </h2>
          <ul className={classes.list}>{card(next, true)}</ul>
        </section>
      )}
      {later.length > 0 && (
        <section className={classes.section} aria-labelledby="later-appointments">
          <h2 id="later-appointments" className={classes.title}>
            {t('mine.later')}
          </h2>
          <ul className={classes.list}>{later.map((one) => card(one))}</ul>
        </section>
      )}
      <Waitlist />
      <Past moment={moment} now={now} />
      <CancelDialog
        opened={asking?.act === 'cancel'}
        appointment={opened?.act === 'cancel' ? opened.appointment : undefined}
        onClose={() => setAsking(null)}
      />
      <MoveDialog
        opened={asking?.act === 'move'}
        appointment={opened?.act === 'move' ? opened.appointment : undefined}
        onClose={() => setAsking(null)}
      />
    </>
  );
}

function Past({ moment, now }: { moment: number; now: number }) {
  const { t } = useTranslation('booking');
  const past = useInfiniteQuery(pastQuery(moment));
  const rows = past.data?.pages.flatMap(({ data }) => data).filter((one) => !isAhead(one, now)) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="past-appointments">
      <h2 id="past-appointments" className={classes.title}>
        {t('mine.past')}
      </h2>
      <ul className={classes.list}>
        {rows.map((one) => (
          <AppointmentCard key={one.id} appointment={one} now={now} />
        ))}
      </ul>
      {past.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {t('mine.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
