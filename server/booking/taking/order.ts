import type { BookingFact, ToldAppointment } from '#contract/booking.events.ts';
import type { Key } from '#server/platform/idempotency.ts';
import type { BookingFacts } from '../booking.live.ts';
import type { Plan } from '../time/time.ts';
import { newReference } from './references.ts';
import type { BookingOrder, Take } from './taking.sql.ts';
import type { Wish } from './wishes.ts';

/** How a booking is made: under which key, as one of several, or by the desk, which may put it beside what is taken. */
export type Manner = {
  key: Key | undefined;
  booking?: number;
  desk?: { anywhere: boolean; beside: boolean };
};
export type Planned = { wishes: readonly Wish[]; plans: readonly Plan[]; moment: Temporal.Instant };

type Deps = { facts: BookingFacts; nextNumber: () => Promise<number> };

/** Everything that a booking writes, known before it is asked for: one call then makes all of it. */
export function openOrders({ facts, nextNumber }: Deps) {
  return async ({ wishes, plans, moment }: Planned, manner: Manner): Promise<BookingOrder> => {
    const { booking, key } = manner;
    const ids = await Promise.all(plans.map(nextNumber));
    const takes = plans.map((plan, place) =>
      takeOf(plan, wishes[place] as Wish, { id: ids[place] as number, place }, manner),
    );
    return {
      at: moment.toString(),
      booking_id: booking,
      appointments: takes,
      ...besides(wishes, takes),
      events: facts.rowsFor(...takes.map((take, place) => bookedFact(plans[place] as Plan, take))),
      audit: takes.map(({ id, overbooked }) => ({
        action: overbooked ? 'appointment.overbooked' : 'appointment.booked',
        subject_id: id,
        details: {},
      })),
      key: key && { route: key.route, key: key.key, hash: key.bodyHash.toString('hex') },
    };
  };
}

function takeOf(plan: Plan, wish: Wish, row: { id: number; place: number }, { desk }: Manner): Take {
  const { terms, patient, prestation, starts, ends, blockedUntil } = plan;
  return {
    ...row,
    reference: newReference(),
    starts,
    ends,
    blocked_until: blockedUntil,
    doctor_id: terms.doctor_id,
    patient_id: patient.id,
    prestation_id: prestation?.id ?? null,
    mode: wish.consult_mode,
    status: terms.confirms_by_hand && !desk ? 'pending' : 'confirmed',
    overbooked: desk?.beside ?? false,
    doctor_version: terms.doctor_version,
    schedule_version: terms.schedule_version,
  };
}

/** What goes with the appointments; what there is none of is left out, and costs nothing. */
function besides(wishes: readonly Wish[], takes: Take[]) {
  const holds = wishes.flatMap(({ hold_id }) => hold_id ?? []);
  const pairs = takes.map((take, place) => ({ take, medical: wishes[place]?.medical }));
  const files = pairs.flatMap(({ take, medical }) =>
    (medical?.files ?? []).map((file) => ({ file, appointment: take.id })),
  );
  return {
    holds: someOf(holds),
    files: someOf(files),
    medical: pairs.flatMap(({ take, medical }) => (medical ? { ...medical, appointment_id: take.id } : [])),
  };
}

function someOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function bookedFact({ terms, patient, prestation }: Plan, take: Take): BookingFact {
  const { id, reference, starts, ends, status, mode, overbooked } = take;
  const appointment: ToldAppointment = {
    id,
    reference,
    doctor_id: terms.doctor_id,
    doctor_name: terms.name,
    patient_id: patient.id,
    patient_name: patient.name,
    prestation: prestation?.name ?? null,
    starts_at: starts,
    ends_at: ends,
    status,
    kind: mode === 'in_person' ? 'opd' : 'online',
    consult_mode: mode,
    consultation_mode: mode,
    overbooked,
    version: 1,
  };
  const hearers = { doctor_account: terms.account_id, patient_accounts: patient.accounts };
  return { name: 'appointment.booked', appointment, hearers };
}
