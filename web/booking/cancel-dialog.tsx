import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { useClinicTimes } from './clinic-times.ts';
import { type Act, useAppointmentActs } from './use-appointment-acts.ts';

type CancelDialogProps = {
  opened: boolean;
  appointment: Appointment | undefined;
  /** a patient cancels, a doctor rejects */
  act?: Extract<Act, 'cancel' | 'reject'>;
  onClose: () => void;
};

/** Asks once, naming what goes. */
export function CancelDialog({ opened, appointment, act = 'cancel', onClose }: CancelDialogProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const acts = useAppointmentActs();
  const [reason, setReason] = useState('');
  const when = appointment ? times.full(appointment.scheduled_at) : '';
  const name = (act === 'cancel' ? appointment?.doctor.name : appointment?.patient.name) ?? '';
  function confirm() {
    if (appointment) acts.mutate({ appointment, act, reason });
    setReason('');
    onClose();
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={t(`${act}.title`, { when, name })}
      confirm={t(`${act}.confirm`)}
      cancel={t(`${act}.keep`)}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <p>{t(`${act}.about`)}</p>
      <Textarea
        label={t(`${act}.reason`)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
