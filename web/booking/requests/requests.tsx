import { IconCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { doctorAppointments } from '#contract/booking.events.ts';
import { channelName } from '#contract/channel.ts';
import { appointmentsKey } from '#web/booking/appointments/appointment-queries.ts';
import { CancelDialog, type Farewell } from '#web/booking/appointments/cancel-dialog.tsx';
import { useAppointmentActs } from '#web/booking/appointments/use-appointment-acts.ts';
import { useOwnDoctor } from '#web/clinic/own-doctor.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import { useKeptFocus } from '#web/ui/table/kept-focus.ts';
import { useMarkedRows } from '#web/ui/table/marked-rows.ts';
import { RequestRow } from './request-row.tsx';
import classes from './requests.module.css';
import { RequestsPending } from './requests-pending.tsx';
import { useSteadyRequests } from './use-steady-requests.ts';

/** What waits for the doctor's word. Who is not approved yet reads when there will be something. */
export function Page() {
  const { t } = useTranslation('booking');
  const { data: doctor, error, isError, refetch } = useOwnDoctor();
  return (
    <>
      <PageHeader title={t('requests.title')} about={t('requests.about')} />
      {!doctor && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!doctor && !isError && <SkeletonCards count={3} />}
      {doctor && (doctor.is_approved ? <Requests doctorId={doctor.id} /> : <RequestsPending doctor={doctor} />)}
    </>
  );
}

/** The soonest first, since a request that nobody answers lapses. */
function Requests({ doctorId }: { doctorId: number }) {
  const { t } = useTranslation('booking');
  const { rows, error, isError, refetch } = useSteadyRequests(doctorId);
  useLiveQueries([channelName(doctorAppointments, doctorId)], [appointmentsKey]);
  const acts = useAppointmentActs();
  const [asked, setAsked] = useState<{ appointment: Appointment; as: Farewell } | undefined>(undefined);
  const [isAsking, setIsAsking] = useState(false);
  const marked = useMarkedRows(rows, 'requests');
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list, rows);

  function ask(appointment: Appointment, as: Farewell) {
    setAsked({ appointment, as });
    setIsAsking(true);
  }
  return (
    <>
      {!rows && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!rows && !isError && <SkeletonCards count={3} />}
      {rows?.length === 0 && (
        <EmptyState icon={IconCheck} title={t('requests.emptyTitle')} about={t('requests.emptyAbout')} />
      )}
      <div ref={list}>
        <ul className={classes.list} aria-label={t('requests.title')}>
          {rows?.map((row) => (
            <RequestRow
              key={row.id}
              row={row}
              isMarked={marked.has(row.id)}
              onConfirm={() => acts.mutate({ appointment: row, act: 'confirm' })}
              onReject={() => ask(row, 'reject')}
              onCancel={() => ask(row, 'callOff')}
            />
          ))}
        </ul>
      </div>
      <CancelDialog opened={isAsking} {...asked} onClose={() => setIsAsking(false)} />
    </>
  );
}
