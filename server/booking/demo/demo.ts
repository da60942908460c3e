import type { Status } from '#contract/appointments.ts';
import { type Actor, type Database, system } from '#server/platform/database.ts';
import { actorOf } from '#server/platform/door.ts';
import { type DoctorTerms, dateOf, dayNumber, instantOf, slotsBetween } from '#server/schedule/schedule.ts';
import type { Appointments } from '../appointments/appointments.ts';
import type { Taking } from '../taking/taking.ts';
import * as statements from './demo.sql.ts';
import { demoWords } from './demo-words.ts';

const daysBefore = 12;
const daysAfter = 14;
const atOnce = 6;

type Before = { taking: Taking; appointments: Appointments };
export type DemoBookingDeps = {
  database: Database;
  /** a booking room whose clock stands some days back, and which nobody hears */
  before: Before;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

type Visit = { terms: DoctorTerms; start: number; patient: number; turn: number };

/** Gives the demo a past, a day under way and weeks ahead: booked at the desk, then as they would have gone. */
export async function seedAppointments({ database, before, termsOf, now }: DemoBookingDeps): Promise<void> {
  const demo = await database.as(system).row<statements.DemoPeople>(statements.demoPeople);
  if (!demo) return; // no demo, or it has appointments already
  const doctors = await termsOf(demo.doctors);
  const visits = doctors.flatMap((terms) => visitsOf(terms, demo.patients, now()));
  const desk = { sign_in_id: 0, account_id: demo.desk, role: 'receptionist', name: '', email: '' } as const;
  await inTurns(visits, async ({ terms, start, patient, turn }) => {
    const mode = terms.modes[turn % terms.modes.length] ?? 'in_person';
    const wish = {
      doctor_id: terms.doctor_id,
      patient_id: patient,
      scheduled_at: instantOf(start),
      consult_mode: mode,
      medical: demoWords(terms.specialization?.name, turn),
    };
    // two may want one time, as at any desk
    const made = await before.taking.bookings.bookForAnyone(desk, wish, false, undefined).catch(() => undefined);
    const visit = made && { id: made.id, start, end: start + terms.slot_minutes, turn };
    if (visit) await settle(database, { before, desk: actorOf(desk) }, visit, now());
  });
}

/** A few times on each working day around today, more of them near the three doctors whom everybody tries. */
function visitsOf(terms: DoctorTerms, patients: number[], now: Temporal.Instant): Visit[] {
  const today = dayNumber(now.toZonedDateTimeISO(terms.timezone).toPlainDate().toString());
  const open = { ...terms, notice_minutes: 0, horizon_days: daysBefore + daysAfter + 2 };
  const days = slotsBetween(
    open,
    today - daysBefore,
    daysBefore + daysAfter,
    [],
    dayNumber(dateOf(today - daysBefore - 1)) * 1440,
  );
  return days.flatMap(({ day, slots }) => {
    const wanted = day === today ? 5 : Math.abs(day - today) < 4 ? 2 : 1;
    return Array.from({ length: Math.min(wanted, slots.length) }, (_, index) => {
      const turn = terms.doctor_id * 31 + (day - today + daysBefore) * 7 + index;
      const slot = slots[(turn * 5 + index * Math.floor(slots.length / wanted)) % slots.length];
      return { terms, start: slot?.start ?? 0, patient: patients[turn % patients.length] ?? 0, turn };
    });
  });
}

type Made = { id: number; start: number; end: number; turn: number };

/** What has become of it by now. */
async function settle(
  database: Database,
  { before, desk }: { before: Before; desk: Actor },
  { id, start, end, turn }: Made,
  now: Temporal.Instant,
): Promise<void> {
  const minute = now.epochMilliseconds / 60_000;
  const became = (status: Status) => database.as(system).rows(statements.becameOf(id, status, now.toString()));
  if (turn % 11 === 3) await before.appointments.moves.cancel(desk, id, undefined);
  else if (end <= minute) await became(turn % 13 === 5 ? 'no_show' : 'completed');
  else if (start <= minute) await became('in_progress');
  else if (turn % 9 === 4) await became('pending');
}

async function inTurns<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await act(one);
    }),
  );
}
