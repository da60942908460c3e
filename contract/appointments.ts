import Type, { type Static } from 'typebox';
import { bookingRefusals, Medical, ModeName, Start } from './booking.ts';
import { Day, Reference } from './fields.ts';
import { closed, Id, IdParams, Instant, route, version } from './route.ts';
import { hours, WeeklyHours } from './schedule.ts';
import { Cursor, line } from './text.ts';

export const statuses = [
  'pending',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'rejected',
  'no_show',
] as const;
export type Status = (typeof statuses)[number];
export const sides = ['patient', 'doctor', 'desk', 'system'] as const;

export const Appointment = Type.Object({
  id: Id,
  reference: Type.String(),
  booking_id: Type.Union([Id, Type.Null()]),
  doctor: Type.Object({ id: Id, name: Type.String(), specialization: Type.Union([Type.String(), Type.Null()]) }),
  patient: Reference,
  prestation: Type.Union([Reference, Type.Null()]),
  scheduled_at: Instant,
  ends_at: Instant,
  status: Type.Enum([...statuses]),
  kind: Type.Enum(['opd', 'online']),
  consult_mode: Type.Union([ModeName, Type.Literal('whatsapp')]),
  consultation_mode: Type.Union([ModeName, Type.Null()]),
  session_id: Type.Union([Id, Type.Null()]),
  overbooked: Type.Boolean(),
  cancelled: Type.Union([
    Type.Null(),
    Type.Object({
      by: Type.Enum([...sides]),
      at: Instant,
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ]),
  may: Type.Array(Type.Enum(['confirm', 'reject', 'cancel', 'reschedule']), {
    description: 'what the caller may do with it now',
  }),
  version,
});
export type Appointment = Static<typeof Appointment>;

export const listAppointments = route({
  method: 'GET',
  path: '/api/v1/appointments',
  tag: 'booking',
  reads: { action: 'appointment.listed', of: 'each' },
  summary: 'Appointments that the caller may see, by time',
  who: ['patient', 'doctor', 'receptionist', 'admin'],
  list: 'open',
  query: closed({
    from: Type.Optional(Start),
    to: Type.Optional(Start),
    doctor_id: Type.Optional(Id),
    patient_id: Type.Optional(Id),
    status: Type.Optional(Type.Enum([...statuses])),
    sort: Type.Optional(Type.Enum(['scheduled_at', '-scheduled_at'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Cursor),
  }),
  data: Appointment,
  refusals: [],
});

export const readAppointment = route({
  method: 'GET',
  path: '/api/v1/appointments/{id}',
  tag: 'booking',
  reads: { action: 'appointment.read', of: 'address' },
  summary: 'One appointment',
  who: ['patient', 'doctor', 'receptionist', 'admin'],
  params: IdParams,
  data: Appointment,
  refusals: ['not_found'],
});

const Reason = Type.Optional(line({ maxLength: 500 }));
const staffAndPatients = ['patient', 'doctor', 'receptionist', 'admin'] as const;

function act<const P extends string, const W extends readonly (typeof staffAndPatients)[number][]>(
  verb: P,
  summary: string,
  who: W,
) {
  return route({
    method: 'POST',
    path: `/api/v1/appointments/{id}/${verb}`,
    tag: 'booking',
    reads: 'changed',
    summary,
    who,
    params: IdParams,
    body: closed({ reason: Reason }),
    data: Appointment,
    refusals: ['not_found', 'invalid_transition', 'too_late'],
  });
}

export const confirmAppointment = act('confirm', 'Confirm a request', ['doctor', 'receptionist', 'admin']);
export const rejectAppointment = act('reject', 'Reject a request', ['doctor', 'receptionist', 'admin']);
export const cancelAppointment = act('cancel', 'Cancel; a patient until the clinic’s deadline', staffAndPatients);

export const changeStatus = route({
  method: 'PATCH',
  path: '/api/v1/appointments/{id}/status',
  tag: 'booking',
  reads: 'changed',
  summary: 'Move an appointment to another status',
  who: staffAndPatients,
  params: IdParams,
  body: closed({ status: Type.Enum([...statuses]), reason: Reason }),
  data: Appointment,
  refusals: ['not_found', 'forbidden', 'invalid_transition', 'too_late'],
});

export const rescheduleAppointment = route({
  method: 'POST',
  path: '/api/v1/appointments/{id}/reschedule',
  tag: 'booking',
  reads: 'changed',
  summary: 'Move to another time: the old slot is kept until the new one is taken',
  who: staffAndPatients,
  params: IdParams,
  body: closed({
    scheduled_at: Start,
    version: Type.Optional(version),
    overbook: Type.Optional(Type.Boolean()),
  }),
  data: Appointment,
  refusals: [
    ...bookingRefusals,
    'too_many_bookings',
    'forbidden',
    'invalid_transition',
    'too_late',
    'version_conflict',
  ],
});

// — medical information: the patient's and the treating doctor's eyes only —

export const File = Type.Object({ id: Id, name: Type.String(), type: Type.String(), size: Type.Integer() });
export type File = Static<typeof File>;

export const MedicalRecord = Type.Object({
  complaint: Type.String(),
  symptoms: Type.String(),
  history: Type.String(),
  allergies: Type.String(),
  medications: Type.String(),
  files: Type.Array(File),
});
export type MedicalRecord = Static<typeof MedicalRecord>;

export const readMedical = route({
  method: 'GET',
  path: '/api/v1/appointments/{id}/medical',
  tag: 'booking',
  reads: { action: 'medical.read', of: 'address' },
  summary: 'What the patient has told the doctor; theirs alone',
  who: ['patient', 'doctor'],
  params: IdParams,
  data: MedicalRecord,
  refusals: ['not_found', 'told_before'],
});

export const changeMedical = route({
  method: 'PUT',
  path: '/api/v1/appointments/{id}/medical',
  tag: 'booking',
  reads: { action: 'medical.read', of: 'address' },
  summary: 'Tell the doctor more, or otherwise, before the consultation',
  who: ['patient'],
  params: IdParams,
  body: Medical,
  data: MedicalRecord,
  refusals: ['not_found', 'told_before', 'invalid_transition', 'file_gone'],
});

// — what a change of hours would strand —

export const readStranded = route({
  method: 'POST',
  path: '/api/v1/doctor-records/{id}/schedule/stranded',
  tag: 'booking',
  reads: { action: 'appointment.listed', of: 'each' },
  summary: 'Appointments ahead that would lie outside the hours proposed, or outside the present ones',
  who: ['doctor', 'applicant', 'admin'],
  params: IdParams,
  body: closed({
    availability_schedule: Type.Optional(WeeklyHours),
    override: Type.Optional(closed({ from: Day, to: Day, ...hours })),
    /** dates that would have their weekday’s hours again */
    usual: Type.Optional(closed({ from: Day, to: Day })),
  }),
  data: Type.Array(Appointment),
  refusals: ['not_found', 'invalid'],
});
