import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { modes } from '#contract/clinic.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { MedicalRead } from '#web/booking/medical/medical-read.tsx';
import { useNow } from '#web/booking/use-now.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Clamped } from '#web/ui/clamped.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import classes from './requests.module.css';

type RequestRowProps = {
  row: Appointment;
  /** somebody has just changed it */
  isMarked: boolean;
  onConfirm: () => void;
  onReject: () => void;
  onCancel: () => void;
};

/** One request: who, when, how; opened, what they told. Once it is answered, what happened and what can still be done. */
export function RequestRow({ row, isMarked, ...act }: RequestRowProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const medicalId = useId();
  const medicalName = t('requests.medicalNamed', { name: row.patient.name, when: times.full(row.scheduled_at) });
  const [isOpen, setOpen] = useState(false);
  return (
    <li
      className={classes.row}
      data-marked={isMarked}
      data-off={row.status === 'cancelled' || row.status === 'rejected'}
    >
      <Avatar name={row.patient.name} />
      <div className={classes.words}>
        <p className={classes.name}>
          <Clamped>{row.patient.name}</Clamped>
        </p>
        <Facts row={row} />
        {row.status !== 'pending' && <Answer row={row} />}
        <Button
          variant="subtle"
          size="compact-sm"
          className={classes.toggle}
          rightSection={<IconChevronDown size={16} className={classes.chevron} data-open={isOpen} aria-hidden />}
          aria-label={medicalName}
          aria-expanded={isOpen}
          aria-controls={isOpen ? medicalId : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {t('requests.medical')}
        </Button>
      </div>
      <Acts row={row} {...act} />
      {isOpen && (
        <section id={medicalId} className={classes.medical} aria-label={medicalName}>
          <MedicalRead id={row.id} />
        </section>
      )}
    </li>
  );
}

function Facts({ row }: { row: Appointment }) {
  const times = useClinicTimes();
  const format = useFormat();
  const now = useNow(true, 30_000);
  const mode = modes.find((one) => one === row.consult_mode);
  return (
    <p className={classes.facts}>
      <strong>{times.full(row.scheduled_at)}</strong>
      <span>{format.ago(row.scheduled_at, new Date(now))}</span>
      {mode && <ModeName mode={mode} />}
      <bdi className={classes.dim}>{row.reference}</bdi>
    </p>
  );
}

const told = ['confirmed', 'rejected', 'cancelled'] as const;

function Answer({ row: { status } }: { row: Appointment }) {
  const { t } = useTranslation('booking');
  const known = told.find((one) => one === status);
  return (
    <p className={classes.answer}>
      <StatusBadge status={status} />
      {known && <span className={classes.dim}>{t(`requests.done.${known}`)}</span>}
    </p>
  );
}

function Acts({ row, onConfirm, onReject, onCancel }: Omit<RequestRowProps, 'isMarked'>) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const named = { name: row.patient.name, when: times.full(row.scheduled_at) };
  return (
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
      {row.status === 'confirmed' && row.may.includes('cancel') && (
        <Button variant="default" aria-label={t('requests.cancelNamed', named)} onClick={onCancel}>
          {t('requests.cancel')}
        </Button>
      )}
    </div>
  );
}
