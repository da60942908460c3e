import type { Status } from '#contract/appointments.ts';
import type { Mode } from '#contract/clinic.ts';
import type { Audience, Delivery } from '#server/platform/facts.ts';

/** An appointment as facts tell of it: never anything that was told to the doctor. */
export type ToldAppointment = {
  id: number;
  reference: string;
  doctor_id: number;
  doctor_name: string;
  patient_id: number;
  patient_name: string;
  prestation: string | null;
  starts_at: string;
  ends_at: string;
  status: Status;
  kind: 'opd' | 'online';
  consult_mode: Mode | 'whatsapp';
  consultation_mode: Mode | null;
  overbooked: boolean;
  version: number;
};
/** The accounts that hear of it by themselves. */
export type Hearers = { doctor_account: number; patient_accounts: number[] };
export type Span = { starts_at: string; ends_at: string };
/** A hold that has been let go. */
export type Released = Span & { doctor_id: number };

type Of<Name extends string, More = unknown> = { name: Name; appointment: ToldAppointment; hearers: Hearers } & More;
export type BookingFact =
  | Of<'appointment.booked'>
  | Of<'appointment.confirmed'>
  | Of<'appointment.rejected'>
  | Of<'appointment.cancelled'>
  | Of<'appointment.rescheduled', { from: Span }>
  | ({ name: 'slot.held'; doctor_id: number } & Span)
  | ({ name: 'slot.released'; doctor_id: number } & Span)
  | WaitOffered;

/** A time that became free, held for somebody who waits. */
export type WaitOffered = { name: 'waitlist.offered'; account_id: number; offer: Offered };
type Offered = { entry_id: number; doctor_id: number; starts_at: string; hold_id: number; expires_at: string };

/** Each status has one colour everywhere. */
const colors: Readonly<Record<Status, string>> = {
  pending: '#b45309',
  confirmed: '#0f766e',
  in_progress: '#15803d',
  completed: '#57534e',
  cancelled: '#a8a29e',
  rejected: '#a8a29e',
  no_show: '#c2410c',
};

export const bookingAudience: Audience<BookingFact> = {
  'appointment.booked': (fact) => ({ heard: [...change(fact, 'created'), slot(fact.appointment, 'booked')] }),
  'appointment.confirmed': (fact) => ({ heard: change(fact, 'updated') }),
  'appointment.rejected': (fact) => ({ heard: [...change(fact, 'cancelled'), slot(fact.appointment, 'free')] }),
  'appointment.cancelled': (fact) => ({ heard: [...change(fact, 'cancelled'), slot(fact.appointment, 'free')] }),
  'appointment.rescheduled': (fact) => ({
    heard: [
      ...change(fact, 'updated'),
      slot({ doctor_id: fact.appointment.doctor_id, ...fact.from }, 'free'),
      slot(fact.appointment, 'booked'),
    ],
  }),
  'slot.held': (fact) => ({ heard: [slot(fact, 'held')] }),
  'slot.released': (fact) => ({ heard: [slot(fact, 'free')] }),
  'waitlist.offered': ({ name, account_id, offer }) => ({
    heard: [
      {
        channel: `private-user.${account_id}.notifications`,
        event: 'notification-created',
        data: { kind: name, ...offer, version: 1 },
      },
    ],
  }),
};

type Action = 'created' | 'updated' | 'cancelled';
type Change = Of<Exclude<BookingFact['name'], `${'slot' | 'waitlist'}.${string}`>>;

/** Calendars hear the appointment in the calendar's structure, people in their own, and each gets a notification. */
function change({ name, appointment, hearers }: Change, action: Action): Delivery[] {
  const also = [`private-doctor-schedule.${appointment.doctor_id}`];
  if (appointment.kind === 'opd') also.push('private-opd-appointments');
  const data = { action, appointment: inCalendar(appointment) };
  return [
    { channel: 'private-appointments', also, event: 'appointment.updated', data },
    ...toPeople([hearers.doctor_account, ...hearers.patient_accounts], name, action, appointment),
  ];
}

function inCalendar(appointment: ToldAppointment) {
  const { id, patient_id, patient_name, prestation, starts_at, ends_at, status, version } = appointment;
  return {
    id,
    title: prestation === null ? patient_name : `${patient_name} – ${prestation}`,
    start: starts_at,
    end: ends_at,
    color: colors[status],
    status,
    extendedProps: { patient: { id: patient_id, name: patient_name }, appointment, version },
  };
}

function toPeople(
  [first, ...others]: [number, ...number[]],
  name: string,
  action: Action,
  appointment: ToldAppointment,
): Delivery[] {
  const { id, reference, starts_at, version } = appointment;
  return [
    {
      channel: `private-user.${first}.appointments`,
      also: others.map((account) => `private-user.${account}.appointments`),
      event: 'appointment-updated',
      data: { action, appointment: { ...appointment, scheduled_at: starts_at }, version },
    },
    {
      channel: `private-user.${first}.notifications`,
      also: others.map((account) => `private-user.${account}.notifications`),
      event: 'notification-created',
      data: { kind: name, appointment_id: id, reference, scheduled_at: starts_at, version },
    },
  ];
}

export function releasedFacts(gone: readonly Released[]): BookingFact[] {
  return gone.map((each) => ({ name: 'slot.released', ...each }));
}

/** Told to anyone: a time and what has become of it, and nobody's identity. */
function slot({ doctor_id, starts_at, ends_at }: Span & { doctor_id: number }, status: string): Delivery {
  return { channel: `doctor-schedule.${doctor_id}`, event: 'slot.updated', data: { starts_at, ends_at, status } };
}
