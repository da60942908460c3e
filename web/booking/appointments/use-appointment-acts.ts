import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Appointment, cancelAppointment, confirmAppointment, rejectAppointment } from '#contract/appointments.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import { appointmentsKey } from './appointment-queries.ts';

const acts = {
  cancel: { route: cancelAppointment, status: 'cancelled' },
  confirm: { route: confirmAppointment, status: 'confirmed' },
  reject: { route: rejectAppointment, status: 'rejected' },
} as const;
export type Act = keyof typeof acts;

type Asked = { appointment: Appointment; act: Act; reason?: string };

/** Shown at once, and undone with the reason where the server refuses. None of these can be taken back by itself. */
export function useAppointmentActs() {
  const queries = useQueryClient();
  const reasonOf = useReason();
  const times = useClinicTimes();
  const { t } = useTranslation('booking');

  function put(changed: Appointment) {
    queries.setQueriesData<unknown>({ queryKey: appointmentsKey }, (known: unknown) => replaced(known, changed));
  }

  return useMutation({
    mutationFn: ({ appointment, act, reason }: Asked) =>
      call(acts[act].route, { params: { id: appointment.id }, body: reason?.trim() ? { reason: reason.trim() } : {} }),
    onMutate: ({ appointment, act }) => put({ ...appointment, status: acts[act].status, may: [] }),
    onSuccess: (changed, { act }) => {
      put(changed);
      say(t(`acts.${act}`, { name: changed.patient.name, when: times.short(changed.scheduled_at) }));
    },
    onError: (error, { appointment }) => {
      put(appointment);
      const refused = t('acts.refused', { name: appointment.patient.name, reason: reasonOf(error) });
      say(refused, { tone: 'alarm' });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: appointmentsKey }),
  });
}

/** By itself, in a list, or in the pages of one. */
function replaced(known: unknown, changed: Appointment): unknown {
  if (Array.isArray(known)) return known.map((one: Appointment) => (one.id === changed.id ? changed : one));
  if (isOne(known)) return known.id === changed.id ? changed : known;
  if (!isPaged(known)) return known;
  return { ...known, pages: known.pages.map((page) => ({ ...page, data: replaced(page.data, changed) })) };
}

function isOne(known: unknown): known is Appointment {
  return typeof known === 'object' && known !== null && 'reference' in known;
}

function isPaged(known: unknown): known is { pages: { data: Appointment[] }[] } {
  return typeof known === 'object' && known !== null && 'pages' in known;
}
