import Type, { type Static } from 'typebox';
import { ModeName } from './booking.ts';
import { Day, Reference } from './fields.ts';
import { closed, Id, IdParams, Instant, Nothing, route } from './route.ts';

export const waitStatuses = ['waiting', 'offered', 'taken', 'left', 'passed'] as const;

export const Wait = Type.Object({
  id: Id,
  doctor: Reference,
  patient: Reference,
  from: Day,
  to: Day,
  mode: Type.Union([ModeName, Type.Null()]),
  status: Type.Enum([...waitStatuses]),
  offer: Type.Union([
    Type.Null(),
    Type.Object(
      { doctor_id: Id, starts_at: Instant, hold_id: Id, expires_at: Instant },
      {
        description: 'held for this patient alone until then',
      },
    ),
  ]),
  made_at: Instant,
});
export type Wait = Static<typeof Wait>;

export const joinWaitlist = route({
  method: 'POST',
  path: '/api/v1/waitlist',
  tag: 'waitlist',
  reads: 'nothing',
  summary: 'Wait for a time of a doctor: what becomes free is offered to the first, for ten minutes',
  who: ['patient'],
  makes: true,
  status: 201,
  body: closed({
    doctor_id: Id,
    patient_id: Type.Optional(Id),
    from: Day,
    to: Day,
    mode: Type.Optional(ModeName),
  }),
  data: Wait,
  refusals: [
    'not_found',
    'doctor_unavailable',
    'mode_unavailable',
    'too_far_ahead',
    'in_the_past',
    'too_many_waits',
    'too_many_bookings',
  ],
});

export const readWaitlist = route({
  method: 'GET',
  path: '/api/v1/waitlist',
  tag: 'waitlist',
  reads: 'nothing',
  summary: 'What the caller waits for, the latest first',
  who: ['patient'],
  data: Type.Array(Wait),
  refusals: [],
});

export const leaveWaitlist = route({
  method: 'DELETE',
  path: '/api/v1/waitlist/{id}',
  tag: 'waitlist',
  reads: 'nothing',
  summary: 'Wait no longer; what is held by an offer is free again',
  who: ['patient'],
  params: IdParams,
  data: Nothing,
  refusals: ['not_found'],
});
