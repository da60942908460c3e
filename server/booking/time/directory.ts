import type { DirectoryCard } from '#contract/booking.ts';
import type { DoctorCard, Mode } from '#contract/clinic.ts';
import type { Page } from '#contract/route.ts';
import { readCursor, writeCursor } from '#server/platform/cursor.ts';
import { openGathering } from '#server/platform/gathering.ts';
import { instantOf } from '#server/schedule/schedule.ts';
import { openSoonest, type SoonestDeps } from './soonest.ts';

const slotsOnCard = 3;
const mostTogether = 500;

export type DirectoryDeps = SoonestDeps & {
  /** the clinic's: whom a query means, and their cards */
  idsMeant: (query: Query) => Promise<number[]>;
  cards: (ids: readonly number[]) => Promise<DoctorCard[]>;
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
type Next = ReadonlyMap<number, readonly number[]>;

/** The directory with free slots in sight: who is free soonest comes first. */
export function openDirectory({ idsMeant, cards, ...deps }: DirectoryDeps) {
  const nextSlots = openSoonest(deps, slotsOnCard);
  const ask = openGathering<ListQuery, PromiseSettledResult<Page<DirectoryCard>>>({
    send: lookFor,
    most: mostTogether,
  });

  /** What many ask for in one moment is looked for once: of all public lists this is the dearest. */
  async function lookFor(queries: ListQuery[]): Promise<PromiseSettledResult<Page<DirectoryCard>>[]> {
    const pages = new Map<string, Promise<Page<DirectoryCard>>>();
    const asked = queries.map((query) => {
      const page = pages.get(nameOf(query)) ?? pageOf(query);
      pages.set(nameOf(query), page);
      return page;
    });
    return Promise.allSettled(asked);
  }

  async function list(query: ListQuery): Promise<Page<DirectoryCard>> {
    const page = await ask(query);
    if (page?.status === 'fulfilled') return page.value;
    throw page?.reason;
  }

  async function pageOf(query: ListQuery): Promise<Page<DirectoryCard>> {
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

  /** What nobody asks for while little is known of it: the first visitor would wait. */
  async function warm(): Promise<void> {
    await nextSlots(await idsMeant({}));
  }

  return { list, warm };
}

function nameOf({ q, specialization, mode, language, sort, limit, cursor }: ListQuery): string {
  return JSON.stringify([q, specialization, mode, language, sort, limit, cursor]);
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
