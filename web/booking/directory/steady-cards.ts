import { useRef } from 'react';
import type { DirectoryCard } from '#contract/booking.ts';

/** A doctor's card as it stands: with times that have gone since one looks. */
export type SteadyCard = Omit<DirectoryCard, 'next_slots'> & { next_slots: readonly string[]; gone: readonly string[] };

type Kept = { view: string; order: number[]; shown: Map<number, readonly string[]> };

/**
 * Cards and times stay where they are while one looks at them: what others take is marked in its place, who is free
 * sooner now does not jump ahead. Another search, filter or order begins anew.
 */
export function useSteadyCards(cards: readonly DirectoryCard[] | undefined, view: string): SteadyCard[] | undefined {
  const kept = useRef<Kept>({ view, order: [], shown: new Map() });
  const last = useRef<SteadyCard[] | undefined>(undefined);
  if (!cards) return last.current;
  if (kept.current.view !== view) kept.current = { view, order: [], shown: new Map() };
  const { order, shown } = kept.current;
  for (const { id } of cards) if (!order.includes(id)) order.push(id);
  last.current = cards
    .toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id))
    .map((card) => steady(card, shown));
  return last.current;
}

/** The times that were shown first, as long as one of them is left. */
function steady(card: DirectoryCard, shown: Map<number, readonly string[]>): SteadyCard {
  const first = shown.get(card.id) ?? [];
  const gone = first.filter((start) => !isListed(start, card.next_slots));
  const next_slots = gone.length === first.length ? card.next_slots : first;
  shown.set(card.id, next_slots);
  return { ...card, next_slots, gone: next_slots === first ? gone : [] };
}

/** A time sooner than the soonest three may have become free: those that were shown are still there behind it. */
function isListed(start: string, free: readonly string[]): boolean {
  const last = free.at(-1);
  return free.includes(start) || (last !== undefined && start > last);
}
