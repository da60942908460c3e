import Type, { type Static } from 'typebox';
import { statuses } from './appointments.ts';
import { ModeName } from './booking.ts';
import { channel, type FactOf } from './channel.ts';
import { closed, Id, Instant, version } from './route.ts';

/** An appointment as facts tell of it: never anything that was told to the doctor. */
const told = {
  id: Id,
  reference: Type.String(),
  doctor_id: Id,
  doctor_name: Type.String(),
  patient_id: Id,
  patient_name: Type.String(),
  prestation: Type.Union([Type.String(), Type.Null()]),
  starts_at: Instant,
  ends_at: Instant,
  status: Type.Enum([...statuses]),
  kind: Type.Enum(['opd', 'online']),
  consult_mode: Type.Union([ModeName, Type.Literal('whatsapp')]),
  consultation_mode: Type.Union([ModeName, Type.Null()]),
  overbooked: Type.Boolean(),
  version,
};
const ToldAppointment = closed(told);
export type ToldAppointment = Static<typeof ToldAppointment>;

/** The accounts that hear of it by themselves. */
const Hearers = closed({ doctor_account: Id, patient_accounts: Type.Array(Id) });
const Span = closed({ starts_at: Instant, ends_at: Instant });
export type Span = Static<typeof Span>;
const OfDoctor = closed({ doctor_id: Id, starts_at: Instant, ends_at: Instant });
const Change = closed({ appointment: ToldAppointment, hearers: Hearers });
export type AppointmentChange = Static<typeof Change>;
/** A time that became free, held for somebody who waits. */
const offer = { entry_id: Id, doctor_id: Id, starts_at: Instant, hold_id: Id, expires_at: Instant };

export const bookingFacts = {
  'appointment.booked': Change,
  'appointment.confirmed': Change,
  'appointment.rejected': Change,
  'appointment.cancelled': Change,
  'appointment.rescheduled': closed({ appointment: ToldAppointment, hearers: Hearers, from: Span }),
  'slot.held': OfDoctor,
  'slot.released': OfDoctor,
  'waitlist.offered': closed({ account_id: Id, offer: closed(offer) }),
};
export type BookingFact = FactOf<typeof bookingFacts>;

const actions = ['created', 'updated', 'cancelled'] as const;
export type AppointmentAction = (typeof actions)[number];
const action = Type.Enum([...actions]);

const calendarEvents = {
  'appointment.updated': closed({
    action,
    appointment: closed({
      id: Id,
      title: Type.String(),
      start: Instant,
      end: Instant,
      color: Type.String(),
      status: told.status,
      extendedProps: closed({
        patient: closed({ id: Id, name: Type.String() }),
        appointment: ToldAppointment,
        version,
      }),
    }),
  }),
};
export const allAppointments = channel('private-appointments', 'staff', calendarEvents);
export const opdAppointments = channel('private-opd-appointments', 'staff', calendarEvents);
export const doctorAppointments = channel('private-doctor-schedule.{id}', 'staff', calendarEvents);

export const ownAppointments = channel('private-user.{id}.appointments', 'account', {
  'appointment-updated': closed({ action, appointment: closed({ ...told, scheduled_at: Instant }), version }),
});

/** Until notifications have a room of their own, bookings are all that there is to be notified of. */
export const ownNotifications = channel('private-user.{id}.notifications', 'account', {
  'notification-created': Type.Union([
    closed({ kind: Type.String(), appointment_id: Id, reference: Type.String(), scheduled_at: Instant, version }),
    closed({ kind: Type.Literal('waitlist.offered'), ...offer, version }),
  ]),
});
