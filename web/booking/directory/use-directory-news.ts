import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DirectoryCard } from '#contract/booking.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { doctorSchedule, type SlotUpdate } from '#contract/schedule.events.ts';
import { listen } from '#web/live/listen.ts';

/** A directory shows many doctors: what is told of all of them is asked for again together, and not in one moment. */
const pause = 1200;
const spread = 1800;
const soon = 200;
/** Each has two channels. */
const mostDoctors = 80;

/** Has the directory fetched again when something is told that its cards show. */
export function useDirectoryNews(cards: readonly DirectoryCard[] | undefined, key: QueryKey): void {
  const queries = useQueryClient();
  const latest = useRef(cards);
  latest.current = cards;
  const names = cards?.map(({ id }) => id).join(' ') ?? '';
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function touch(wait = pause + Math.random() * spread) {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: key });
      }, wait);
    }
    /** A doctor who comes or goes is rare, and the card must say so at once. */
    function touchNow() {
      clearTimeout(timer);
      timer = undefined;
      touch(Math.random() * soon);
    }
    const more = { after: 'fetch', onResync: () => touch() } as const;
    function take(id: number, slot: SlotUpdate) {
      if (isShown(cardOf(latest.current, id), slot)) touch();
    }
    const ids = names.split(' ').filter(Boolean).map(Number).slice(0, mostDoctors);
    const stops = ids.flatMap((id) => [
      listen(doctorAvailability, id, { 'doctor-availability-changed': touchNow }, more),
      listen(doctorSchedule, id, { 'slot.updated': (slot) => take(id, slot), 'schedule.updated': () => touch() }, more),
    ]);
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [names, queries, key]);
}

function cardOf(cards: readonly DirectoryCard[] | undefined, id: number): DirectoryCard | undefined {
  return cards?.find((card) => card.id === id);
}

/** Whether a card changes by it: a time that it shows has gone, or a sooner one has come. */
function isShown(card: DirectoryCard | undefined, { starts_at, status }: SlotUpdate): boolean {
  if (!card) return true;
  const last = card.next_slots.at(-1);
  return status === 'free'
    ? last === undefined || starts_at < last
    : card.next_slots.some((one) => same(one, starts_at));
}

function same(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}
