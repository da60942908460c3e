import Type, { type Static } from 'typebox';
import { DoctorCard, modes, SpecializationMeant, spoken } from './clinic.ts';
import { Day } from './fields.ts';
import { closed, Id, IdParams, Instant, Nothing, route, Search } from './route.ts';
import { WeeklyHours } from './schedule.ts';
import { Cursor, prose } from './text.ts';

export const slotStatuses = ['free', 'booked', 'held', 'past'] as const;

export const Start = Type.String({ format: 'date-time', description: 'RFC 3339, in any offset, on a slot’s start' });
export const ModeName = Type.Enum([...modes]);
const Words = prose({ maxLength: 4000 });

// — slots, for anyone —

const Slot = Type.Object({ starts_at: Instant, ends_at: Instant, status: Type.Enum([...slotStatuses]) });
export type Slot = Static<typeof Slot>;

export const Availability = Type.Object({
  doctor_id: Id,
  timezone: Type.String(),
  slot_minutes: Type.Integer(),
  availability_schedule: WeeklyHours,
  booked: Type.Array(Type.Object({ starts_at: Instant, ends_at: Instant })),
  days: Type.Array(Type.Object({ date: Day, enabled: Type.Boolean(), slots: Type.Array(Slot) })),
});
export type Availability = Static<typeof Availability>;

export const readAvailability = route({
  method: 'GET',
  path: '/api/v1/patient/doctors/{id}/availability',
  alias: '/patient/doctors/{id}/availability',
  tag: 'booking',
  reads: 'nothing',
  summary: 'A doctor’s slots, day by day; who holds or booked one is nobody’s business',
  who: 'anyone',
  params: IdParams,
  query: closed({ from: Type.Optional(Day), days: Type.Optional(Type.Integer({ minimum: 1, maximum: 62 })) }),
  data: Availability,
  refusals: ['not_found'],
});

export const DirectoryCard = Type.Object({
  ...DoctorCard.properties,
  next_slots: Type.Array(Instant, { description: 'the next free starts' }),
});
export type DirectoryCard = Static<typeof DirectoryCard>;

export const readDirectory = route({
  method: 'GET',
  path: '/api/v1/patient/doctors',
  tag: 'booking',
  reads: 'nothing',
  summary: 'The directory with each doctor’s next free slots',
  who: 'anyone',
  list: true,
  query: closed({
    q: Type.Optional(Search),
    specialization: Type.Optional(SpecializationMeant),
    mode: Type.Optional(ModeName),
    language: Type.Optional(Type.Enum([...spoken])),
    sort: Type.Optional(Type.Enum(['soonest', 'name'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Cursor),
  }),
  data: DirectoryCard,
  refusals: [],
});

const unbookable = [
  'doctor_unavailable',
  'day_unavailable',
  'outside_hours',
  'not_a_slot',
  'in_the_past',
  'too_soon',
  'too_far_ahead',
] as const;

export const checkSlot = route({
  method: 'POST',
  path: '/api/v1/patient/doctors/check-slot',
  alias: '/patient/doctors/check-slot',
  tag: 'booking',
  reads: 'nothing',
  summary: 'Whether a slot is free just now',
  who: 'anyone',
  body: closed({ doctor_id: Id, scheduled_at: Start }),
  data: Type.Object({
    available: Type.Boolean(),
    reason: Type.Optional(Type.Enum([...unbookable, 'time_slot_conflict'])),
  }),
  refusals: ['not_found', 'too_many_attempts'],
});

// — taking —

/** What one account may not do any more by itself. The second is 429: waiting helps, and the answer says how long. */
const beyondMeasure = ['too_many_ahead', 'too_many_bookings'] as const;

export const Hold = Type.Object({ hold_id: Id, expires_at: Instant });
export type Hold = Static<typeof Hold>;

export const holdSlot = route({
  method: 'POST',
  path: '/api/v1/patient/doctors/hold',
  tag: 'booking',
  reads: 'nothing',
  summary: 'Keep a slot for ten minutes while the form is filled in, and no longer within an hour; five at most',
  who: ['patient'],
  makes: true,
  status: 201,
  body: closed({
    doctor_id: Id,
    scheduled_at: Start,
    patient_id: Type.Optional(Id),
    prestation_id: Type.Optional(Id),
    replaces: Type.Optional(Id),
  }),
  data: Hold,
  refusals: [
    'not_found',
    'time_slot_conflict',
    'patient_conflict',
    'too_many_holds',
    'held_long_enough',
    ...beyondMeasure,
    ...unbookable,
  ],
});

export const releaseHold = route({
  method: 'DELETE',
  path: '/api/v1/patient/doctors/hold/{id}',
  tag: 'booking',
  reads: 'nothing',
  summary: 'Let a held slot go',
  who: ['patient'],
  params: IdParams,
  data: Nothing,
  refusals: ['not_found'],
});

export const Medical = closed({
  complaint: Words,
  symptoms: Type.Optional(Words),
  history: Type.Optional(Words),
  allergies: Type.Optional(Words),
  medications: Type.Optional(Words),
  files: Type.Optional(Type.Array(Id, { maxItems: 10, uniqueItems: true, description: 'uploaded before' })),
});
export type Medical = Static<typeof Medical>;

const wanted = {
  doctor_id: Id,
  scheduled_at: Start,
  consult_mode: ModeName,
  patient_id: Type.Optional(Id),
  prestation_id: Type.Optional(Id),
  hold_id: Type.Optional(Id),
  medical: Type.Optional(Medical),
};

export const Booked = Type.Object({
  id: Id,
  reference: Type.String({ description: 'as people say it: CONS-7K2M9Q' }),
  doctor_id: Id,
  patient_id: Id,
  scheduled_at: Instant,
  ends_at: Instant,
  status: Type.Enum(['pending', 'confirmed']),
  consult_mode: ModeName,
  consultation_mode: ModeName,
  session_id: Type.Union([Id, Type.Null()], { description: 'the online room; null where joining will make it' }),
});
export type Booked = Static<typeof Booked>;

export const bookingRefusals = [
  'not_found',
  'time_slot_conflict',
  'patient_conflict',
  'mode_unavailable',
  'file_gone',
  'idempotency_mismatch',
  ...unbookable,
] as const;

export const book = route({
  method: 'POST',
  path: '/api/v1/patient/doctors/book',
  alias: '/patient/doctors/book',
  tag: 'booking',
  reads: 'changed',
  summary: 'Book a slot for oneself or a dependent',
  who: ['patient'],
  makes: true,
  status: 201,
  body: closed(wanted),
  data: Booked,
  refusals: [...bookingRefusals, ...beyondMeasure],
});

export const bookSeveral = route({
  method: 'POST',
  path: '/api/v1/patient/bookings',
  tag: 'booking',
  reads: 'changed',
  summary: 'Book several appointments, each on its own slot: all or none',
  who: ['patient'],
  makes: true,
  status: 201,
  most: 512 * 1024,
  body: closed({ appointments: Type.Array(closed(wanted), { minItems: 1, maxItems: 10 }) }),
  data: Type.Object({ booking_id: Id, appointments: Type.Array(Booked) }),
  refusals: [...bookingRefusals, ...beyondMeasure],
});

// — the front desk —

export const deskBook = route({
  method: 'POST',
  path: '/api/v1/appointments',
  tag: 'booking',
  reads: 'changed',
  summary: 'The front desk books for anyone; `overbook` puts it beside what is taken, and is written down',
  who: ['receptionist', 'admin'],
  makes: true,
  status: 201,
  body: closed({
    doctor_id: Id,
    patient_id: Id,
    scheduled_at: Start,
    consult_mode: ModeName,
    prestation_id: Type.Optional(Id),
    overbook: Type.Optional(Type.Boolean()),
  }),
  data: Booked,
  refusals: bookingRefusals,
});
