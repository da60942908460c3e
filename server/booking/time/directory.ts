import type { DirectoryCard } from '#contract/booking.ts';
import type { DoctorCard, Mode } from '#contract/clinic.ts';
import type { Page } from '#contract/route.ts';
import { readCursor, writeCursor } from '#server/platform/cursor.ts';
import type { Database } from '#server/platform/database.ts';
import { type DoctorTerms, firstFree, instantOf, minuteOf } from '#server/schedule/schedule.ts';
import { busyBetween } from './free-times.ts';

const slotsOnCard = 3;
/** How many days ahead are looked at, one after the other: most doctors have three free slots in few days. */
const stretches = [2, 7, 30];

export type DirectoryDeps = {
  database: Database;
  /** the clinic's: whom a query means, and their cards */
  idsMeant: (query: Query) => Promise<number[]>;
  cards: (ids: readonly number[]) => Promise<DoctorCard[]>;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

type Query = {
  q?: string | undefined;
  specialization?: string | undefined;
  mode?: Mode | undefined;
  language?: string | undefined;
};
type ListQuery = Query & {
  sort?: 'soonest' | 'name' | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};
type Next = Map<number, readonly number[]>;

/** The directory with free slots in sight: who is free soonest comes first. */
export function openDirectory({ database, idsMeant, cards, termsOf, now }: DirectoryDeps) {
  async function list(query: ListQuery): Promise<Page<DirectoryCard>> {
    const ids = await idsMeant(query);
    const from = placeOf(query.cursor);
    const until = from + (query.limit ?? 25);
    const isByName = query.sort === 'name';
    const next = await nextSlots(isByName ? ids.slice(from, until) : ids);
    const shown = (isByName ? ids : soonestFirst(ids, next)).slice(from, until);
    const data = (await cards(shown)).map((card) => ({
      ...card,
      next_slots: (next.get(card.id) ?? []).map(instantOf),
    }));
    return { data, next: ids.length > until ? writeCursor([until]) : null, total: ids.length };
  }

  /** First the days that are near, for all; then further ones, for those who have too little there. */
  async function nextSlots(ids: number[]): Promise<Next> {
    const minute = Math.floor(minuteOf(now()));
    const bookable = (await termsOf(ids)).filter(({ is_available, is_approved }) => is_available && is_approved);
    const next = new Map<number, readonly number[]>();
    const furthest = Math.max(0, ...bookable.map(({ horizon_days }) => horizon_days)) + 2;
    let lacking = bookable;
    for (const days of [...stretches, furthest]) {
      for (const [doctor, free] of await freeWithin(lacking, minute, days)) next.set(doctor, free);
      lacking = lacking.filter(({ doctor_id }) => (next.get(doctor_id) ?? []).length < slotsOnCard);
    }
    return next;
  }

  async function freeWithin(doctors: DoctorTerms[], minute: number, days: number): Promise<Next> {
    if (doctors.length === 0) return new Map();
    const end = minute + days * 1440;
    const ids = doctors.map(({ doctor_id }) => doctor_id);
    const busy = await busyBetween(database.unframed, ids, minute - 1440, end, now());
    return new Map(
      doctors.map((terms) => {
        const free = firstFree(terms, busy.of(terms.doctor_id), minute, slotsOnCard);
        return [terms.doctor_id, free.map(({ start }) => start).filter((start) => start < end - 1440)];
      }),
    );
  }

  return { list };
}

/** Whoever has no free slot comes last, by name like those who are free at the same time. */
function soonestFirst(ids: readonly number[], next: Next): number[] {
  const first = (id: number) => next.get(id)?.[0] ?? Number.POSITIVE_INFINITY;
  return ids.toSorted((a, b) => (first(a) === first(b) ? 0 : first(a) - first(b)));
}

/** Who is free changes all the time: a page is a place in the order, as it is when asked. */
function placeOf(cursor: string | undefined): number {
  return cursor === undefined ? 0 : readCursor(cursor, ['place'])[0];
}
