import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { isKeptLine } from '#web/ui/form/typed-text.ts';
import { useFieldReason } from '#web/ui/reason.ts';
import { type Act, useAppointmentActs } from './use-appointment-acts.ts';

/** A patient cancels; a doctor rejects a request, or calls off what was confirmed. */
const farewells = { cancel: 'cancel', reject: 'reject', callOff: 'cancel' } as const satisfies Record<string, Act>;
export type Farewell = keyof typeof farewells;

type CancelDialogProps = {
  opened: boolean;
  appointment?: Appointment | undefined;
  as?: Farewell;
  onClose: () => void;
};

/** Asks once, naming what goes. */
export function CancelDialog({ opened, appointment, as = 'cancel', onClose }: CancelDialogProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const acts = useAppointmentActs();
  const fieldReason = useFieldReason();
  const [typed, setTyped] = useState({ id: 0, reason: '' });
  // What was typed for one is never sent for another.
  const reason = typed.id === appointment?.id ? typed.reason : '';
  const when = appointment ? times.full(appointment.scheduled_at) : '';
  const name = (as === 'cancel' ? appointment?.doctor.name : appointment?.patient.name) ?? '';
  const isKept = isKeptLine(reason);
  function confirm() {
    if (!isKept) return;
    if (appointment) acts.mutate({ appointment, act: farewells[as], reason });
    setTyped({ id: 0, reason: '' });
    onClose();
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={t(`${as}.title`, { when, name })}
      confirm={t(`${as}.confirm`)}
      cancel={t(`${as}.keep`)}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <p>{t(`${as}.about`)}</p>
      <Textarea
        label={t(`${as}.reason`)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={reason}
        error={!isKept && fieldReason({ field: 'reason', rule: 'line', message: '' })}
        onChange={(event) => setTyped({ id: appointment?.id ?? 0, reason: unbroken(event.currentTarget.value) })}
      />
    </ConfirmDialog>
  );
}

/** A reason stands in one line with other words, however long that is. */
function unbroken(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
