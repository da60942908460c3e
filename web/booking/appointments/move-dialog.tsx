import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Appointment, rescheduleAppointment } from '#contract/appointments.ts';
import type { Slot } from '#contract/booking.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { availabilityKey } from '#web/booking/slots/availability.ts';
import { SlotPicker } from '#web/booking/slots/slot-picker.tsx';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import { appointmentsKey } from './appointment-queries.ts';
import classes from './move-dialog.module.css';

type MoveDialogProps = { opened: boolean; appointment: Appointment | undefined; onClose: () => void };

/** To another time: the old one is kept until the new one is taken. */
export function MoveDialog({ opened, appointment, onClose }: MoveDialogProps) {
  const { t } = useTranslation('booking');
  return (
    <Dialog opened={opened} title={t('move.title', { name: appointment?.doctor.name ?? '' })} onClose={onClose}>
      {appointment && <MoveForm key={`${appointment.id} ${opened}`} appointment={appointment} onClose={onClose} />}
    </Dialog>
  );
}

function MoveForm({ appointment, onClose }: { appointment: Appointment; onClose: () => void }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const reason = useReason();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Slot | null>(null);
  const { id, doctor, version } = appointment;
  const moving = useMutation({
    mutationFn: (scheduled_at: string) =>
      call(rescheduleAppointment, { params: { id }, body: { scheduled_at, version } }),
    onSuccess: ({ scheduled_at }) => {
      say(t('move.done', { when: times.full(scheduled_at) }));
      onClose();
    },
    onError: () => setChosen(null),
    onSettled: () => {
      for (const queryKey of [appointmentsKey, availabilityKey(doctor.id)])
        void queries.invalidateQueries({ queryKey });
    },
  });
  return (
    <div className={classes.move}>
      <p className={classes.now}>{t('move.now', { when: times.full(appointment.scheduled_at) })}</p>
      {moving.error && (
        <Notice tone="alarm" live>
          <p>{reason(moving.error)}</p>
        </Notice>
      )}
      <SlotPicker
        narrow
        doctorId={doctor.id}
        chosen={chosen?.starts_at}
        yours={[appointment.scheduled_at]}
        onChoose={setChosen}
      />
      <Button
        size="md"
        disabled={!chosen}
        loading={moving.isPending}
        onClick={() => chosen && !moving.isPending && moving.mutate(chosen.starts_at)}
      >
        {chosen ? t('move.confirm', { when: times.short(chosen.starts_at) }) : t('move.choose')}
      </Button>
    </div>
  );
}
