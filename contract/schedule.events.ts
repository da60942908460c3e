import Type, { type Static } from 'typebox';
import { channel, type FactOf } from './channel.ts';
import { NoData } from './fields.ts';
import { closed, Id, Instant, version } from './route.ts';

export const scheduleFacts = { 'schedule.changed': closed({ doctor_id: Id, version }) };
export type ScheduleFact = FactOf<typeof scheduleFacts>;

/** A time and what has become of it: nobody's identity. */
export const SlotUpdate = closed({
  starts_at: Instant,
  ends_at: Instant,
  status: Type.Enum(['free', 'booked', 'held']),
});
export type SlotUpdate = Static<typeof SlotUpdate>;

/** What anyone who looks at a doctor's slots hears. */
export const doctorSchedule = channel('doctor-schedule.{id}', 'public', {
  'slot.updated': SlotUpdate,
  'schedule.updated': NoData,
});
