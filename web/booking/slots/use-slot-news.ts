import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Availability } from '#contract/booking.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { useLive } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { availabilityKey } from './availability.ts';
import { applyNews, type SlotNews } from './slot-news.ts';

/** Many screens look at one doctor: they ask again a moment later, and not all in the same one. */
const pause = 400;
const spread = 800;

/**
 * Keeps a doctor's slots true: what is told is shown at once, and asked for again soon after. Gives the words for those
 * who hear the page rather than see it, of what is worth saying.
 */
export function useSlotNews(doctorId: number, isWorthSaying: (news: SlotNews) => boolean): string {
  const queries = useQueryClient();
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refetch = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    void queries.invalidateQueries({ queryKey: availabilityKey(doctorId) });
  }, [queries, doctorId]);
  const refetchSoon = useCallback(() => {
    timer.current ??= setTimeout(refetch, pause + Math.random() * spread);
  }, [refetch]);
  useEffect(() => () => clearTimeout(timer.current), []);

  useLive(`doctor-schedule.${doctorId}`, {
    onEvent: ({ event, data }) => {
      if (event === 'slot.updated') take(data as SlotNews);
      refetchSoon();
    },
    onResync: refetch,
  });
  useLive(`doctor.${doctorId}.availability`, { onEvent: refetchSoon, onResync: refetch });

  function take(news: SlotNews) {
    queries.setQueriesData<Availability>(
      { queryKey: availabilityKey(doctorId) },
      (known) => known && { ...known, days: applyNews(known.days, news) },
    );
    if (isWorthSaying(news)) setSaid(t(`news.${news.status}`, { when: times.full(news.starts_at) }));
  }

  return said;
}
