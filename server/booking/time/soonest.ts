import type { Database } from '#server/platform/database.ts';
import { openGathering } from '#server/platform/gathering.ts';
import {
  type Busy,
  type DoctorTerms,
  dayAt,
  firstFree,
  instantOf,
  minuteOf,
  startOf,
  zoneOf,
} from '#server/schedule/schedule.ts';
import { minuteAt } from './free-times.ts';
import * as statements from './time.sql.ts';

/** More than a card shows, so that not every slot that goes by costs a look; and not of all doctors at the same moment. */
const kept = (doctor: number, wanted: number) => wanted + 3 + (doctor % 6);
/** How many days ahead are looked at, one after the other: most doctors have enough free slots in few days. */
const stretches = [2, 9, 35];
/** Those who ask wait for the look under way, since only one that begins after they came shows what they have just done. */
const patienceMs = 30_000;

export type SoonestDeps = {
  database: Pick<Database, 'unframed'>;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

/** Starts in order, in epoch minutes, with the minutes in which it is all that there is to know. */
type Known = { slots: readonly number[]; notice: number; from: number; until: number; isAll: boolean };
const never = Number.POSITIVE_INFINITY;

/**
 * Who is free soonest is asked for all doctors at once, and found out for each only once for each change: every change of a
 * doctor's time is a fact that is written with it, and the facts since the last look say whose time to look at anew. So the
 * answer is as true as a fresh look, in whatever process the change was made, and costs one short statement.
 */
export function openSoonest({ database, termsOf, now }: SoonestDeps, wanted: number) {
  const known = new Map<number, Known>();
  let last = 0;

  const ask = openGathering<readonly number[], Map<number, readonly number[]>>({
    most: 1000,
    patienceMs,
    send: async (asks) => {
      const minute = minuteOf(now());
      const to = await forgetChanged();
      const missing = [...new Set(asks.flat())].filter((id) => !isCurrent(known.get(id), minute));
      await look(missing, minute);
      last = to;
      return asks.map((ids) => new Map(ids.map((id) => [id, slotsOf(known.get(id), minute)])));
    },
  });

  /** Nothing is noted before all that it asks for has been looked at: whoever fails here begins there again. */
  async function forgetChanged(): Promise<number> {
    const news = (await database.unframed.row<statements.News>(statements.doctorsChanged(last))) ?? {
      last,
      doctors: [],
      forgotten: true,
    };
    if (news.forgotten) known.clear();
    for (const doctor of news.doctors) known.delete(doctor);
    return news.last;
  }

  async function look(doctors: number[], minute: number): Promise<void> {
    if (doctors.length === 0) return;
    for (const doctor of doctors) known.delete(doctor);
    const bookable: DoctorTerms[] = [];
    for (const terms of await termsOf(doctors)) {
      if (!terms.is_approved) continue;
      if (terms.is_available) bookable.push(terms);
      else known.set(terms.doctor_id, { slots: [], notice: 0, from: minute, until: never, isAll: true });
    }
    let lacking = bookable;
    const furthest = Math.max(0, ...bookable.map(({ horizon_days }) => horizon_days)) + 2;
    for (const days of [...stretches.filter((each) => each < furthest), furthest]) {
      if (lacking.length === 0) return;
      await lookWithin(lacking, minute, days, days === furthest);
      lacking = lacking.filter(({ doctor_id }) => !isCurrent(known.get(doctor_id), minute));
    }
  }

  async function lookWithin(doctors: DoctorTerms[], minute: number, days: number, all: boolean): Promise<void> {
    const end = Math.floor(minute) + days * 1440;
    const ids = doctors.map(({ doctor_id }) => doctor_id);
    const rows = await database.unframed.rows<statements.TakenRow>(
      statements.takenOf(ids, instantOf(end - (days + 1) * 1440), instantOf(end), now().toString()),
    );
    const taken = new Map(rows.map((row) => [row.doctor_id, row]));
    for (const terms of doctors) {
      const row = taken.get(terms.doctor_id);
      const count = kept(terms.doctor_id, wanted);
      const free = firstFree(terms, busyOf(row), minute, count).map(({ start }) => start);
      const slots = all ? free : free.filter((start) => start < end - 1440);
      const isAll = all && slots.length < count;
      const until = endOf(terms, row, minute, isAll);
      known.set(terms.doctor_id, { slots, notice: terms.notice_minutes, from: minute, until, isAll });
    }
  }

  /** A hold is over by itself; and where these are all slots, the next midnight opens another day. */
  function endOf(terms: DoctorTerms, row: statements.TakenRow | undefined, minute: number, isAll: boolean): number {
    const zone = zoneOf(terms.timezone);
    const midnight = isAll ? startOf(zone, dayAt(zone, minute) + 1) : never;
    return Math.min(midnight, row?.held_until ? minuteAt(row.held_until) : never);
  }

  function isCurrent(one: Known | undefined, minute: number): boolean {
    if (!one || minute < one.from || minute >= one.until) return false;
    return one.isAll || slotsOf(one, minute).length === wanted;
  }

  function slotsOf(one: Known | undefined, minute: number): readonly number[] {
    return one?.slots.filter((start) => start >= minute + one.notice).slice(0, wanted) ?? [];
  }

  return async (ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> =>
    (await ask(ids)) ?? new Map();
}

function busyOf(row: statements.TakenRow | undefined): Busy[] {
  return (row?.starts ?? []).map((start, place) => ({ start, end: row?.ends[place] ?? start, held: false }));
}
