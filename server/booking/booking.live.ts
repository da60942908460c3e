import type { Status } from '#contract/appointments.ts';
import {
  type AppointmentAction,
  type AppointmentChange,
  allAppointments,
  type BookingFact,
  doctorAppointments,
  opdAppointments,
  ownAppointments,
  ownNotifications,
  type Span,
  type ToldAppointment,
} from '#contract/booking.events.ts';
import { channelName } from '#contract/channel.ts';
import { personStatus } from '#contract/presence.events.ts';
import { doctorSchedule, type SlotUpdate } from '#contract/schedule.events.ts';
import { type ChannelRule, newRule } from '#server/platform/channels.ts';
import { type Audience, type Delivery, type RoomFacts, type Told, told } from '#server/platform/facts.ts';

export type BookingFacts = RoomFacts<BookingFact>;
/** A hold that has been let go. */
export type Released = Span & { doctor_id: number };

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
  'appointment.rejected': undone,
  'appointment.cancelled': undone,
  'appointment.rescheduled': (fact) => ({
    heard: [
      ...change(fact, 'updated'),
      slot({ doctor_id: fact.appointment.doctor_id, ...fact.from }, 'free'),
      slot(fact.appointment, 'booked'),
    ],
    // with another doctor now it may have been all that there was between these people and whom it was with
    doubts: fact.hearers.patient_accounts.flatMap((account) => [
      { user: account },
      { channel: channelName(personStatus, account) },
    ]),
  }),
  'slot.held': (fact) => ({ heard: [slot(fact, 'held')] }),
  'slot.released': (fact) => ({ heard: [slot(fact, 'free')] }),
  'waitlist.offered': ({ name, account_id, offer }) => ({
    heard: [told(ownNotifications, account_id, 'notification-created', { kind: name, ...offer, version: 1 })],
  }),
};

export const bookingChannels: readonly ChannelRule[] = [
  newRule(allAppointments),
  newRule(opdAppointments),
  newRule(doctorAppointments),
  newRule(ownAppointments),
  newRule(ownNotifications),
];

/** It may have been all that there was between these people. */
function undone(fact: AppointmentChange & { name: string }): Told {
  const { doctor_account: doctor, patient_accounts } = fact.hearers;
  const doubts = patient_accounts.flatMap((account) => [
    { user: account, channel: channelName(personStatus, doctor) },
    { user: doctor, channel: channelName(personStatus, account) },
  ]);
  return { heard: [...change(fact, 'cancelled'), slot(fact.appointment, 'free')], doubts };
}

/** Calendars hear the appointment in the calendar's structure, people in their own, and each gets a notification. */
function change(
  { name, appointment, hearers }: AppointmentChange & { name: string },
  action: AppointmentAction,
): Delivery[] {
  const data = { action, appointment: inCalendar(appointment) };
  return [
    told(allAppointments, 'appointment.updated', data),
    told(doctorAppointments, appointment.doctor_id, 'appointment.updated', data),
    ...(appointment.kind === 'opd' ? [told(opdAppointments, 'appointment.updated', data)] : []),
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
  accounts: number[],
  kind: string,
  action: AppointmentAction,
  appointment: ToldAppointment,
): Delivery[] {
  const { id, reference, starts_at, version } = appointment;
  const update = { action, appointment: { ...appointment, scheduled_at: starts_at }, version };
  const notification = { kind, appointment_id: id, reference, scheduled_at: starts_at, version };
  return [
    ...accounts.map((account) => told(ownAppointments, account, 'appointment-updated', update)),
    ...accounts.map((account) => told(ownNotifications, account, 'notification-created', notification)),
  ];
}

/** Holds that have been let go. */
export function releasedFacts(gone: readonly Released[]): BookingFact[] {
  return gone.map((each) => ({ name: 'slot.released', ...each }));
}

/** Told to anyone: a time and what has become of it, and nobody's identity. */
function slot({ doctor_id, starts_at, ends_at }: Released, status: SlotUpdate['status']): Delivery {
  return told(doctorSchedule, doctor_id, 'slot.updated', { starts_at, ends_at, status });
}
