import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { modes } from '#contract/clinic.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Clamped } from '#web/ui/clamped.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useKeptFocus } from '#web/ui/kept-focus.ts';
import { useMarkedRows } from '#web/ui/marked-rows.ts';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import { requestsQuery } from './appointment-queries.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { useClinicTimes } from './clinic-times.ts';
import classes from './requests.module.css';
import { useAppointmentActs } from './use-appointment-acts.ts';
import { useNow } from './use-now.ts';

/** What waits for the doctor's word: the soonest first, since a request that nobody answers lapses. */
export function Page() {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const doctorId = me?.doctor_id ?? 0;
  const requests = useQuery({ ...requestsQuery(doctorId), enabled: doctorId > 0 });
  useLiveQueries(doctorId > 0 ? [`private-doctor-schedule.${doctorId}`] : [], [requestsQuery(doctorId).queryKey]);
  const acts = useAppointmentActs();
  const [asked, setAsked] = useState<Appointment | undefined>(undefined);
  const [isAsking, setIsAsking] = useState(false);
  const marked = useMarkedRows(requests.data, 'requests');
  const rows = requests.data?.filter(({ status }) => status === 'pending');
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list, rows);
  return (
    <>
      <PageHeader title={t('requests.title')} about={t('requests.about')} />
      {!rows && requests.isError && <ErrorState error={requests.error} retry={() => void requests.refetch()} />}
      {!rows && !requests.isError && <SkeletonCards count={3} />}
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
              onReject={() => {
                setAsked(row);
                setIsAsking(true);
              }}
            />
          ))}
        </ul>
      </div>
      <CancelDialog opened={isAsking} appointment={asked} act="reject" onClose={() => setIsAsking(false)} />
    </>
  );
}

type RequestRowProps = { row: Appointment; isMarked: boolean; onConfirm: () => void; onReject: () => void };

function RequestRow({ row, isMarked, onConfirm, onReject }: RequestRowProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const format = useFormat();
  const now = useNow(true, 30_000);
  const mode = modes.find((one) => one === row.consult_mode);
  const named = { name: row.patient.name, when: times.full(row.scheduled_at) };
  return (
    <li className={classes.row} data-marked={isMarked}>
      <Avatar name={row.patient.name} />
      <div className={classes.words}>
        <p className={classes.name}>
          <Clamped>{row.patient.name}</Clamped>
        </p>
        <p className={classes.facts}>
          <strong>{times.full(row.scheduled_at)}</strong>
          <span>{format.ago(row.scheduled_at, new Date(now))}</span>
          {mode && <ModeName mode={mode} />}
          <bdi className={classes.dim}>{row.reference}</bdi>
        </p>
      </div>
      <div className={classes.acts}>
        {row.may.includes('confirm') && (
          <Button aria-label={t('requests.confirmNamed', named)} onClick={onConfirm}>
            {t('requests.confirm')}
          </Button>
        )}
        {row.may.includes('reject') && (
          <Button variant="default" aria-label={t('requests.rejectNamed', named)} onClick={onReject}>
            {t('requests.reject')}
          </Button>
        )}
      </div>
    </li>
  );
}
