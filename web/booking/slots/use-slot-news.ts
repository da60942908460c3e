import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Availability } from '#contract/booking.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { doctorSchedule, type SlotUpdate } from '#contract/schedule.events.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { useLive } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { availabilityKey } from './availability.ts';
import { applyNews } from './slot-news.ts';

/** Many screens look at one doctor: they ask again a moment later, and not all in the same one. */
const pause = 400;
const spread = 800;

/**
 * Keeps a doctor's slots true: what is told is shown at once, and asked for again soon after. Gives the words for those
 * who hear the page rather than see it, of what is worth saying.
 */
export function useSlotNews(doctorId: number, isWorthSaying: (news: SlotUpdate) => boolean): string {
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

  const fetchAfterGap = { onResync: refetch };
  useLive(doctorSchedule, doctorId, { 'slot.updated': take, 'schedule.updated': refetchSoon }, fetchAfterGap);
  useLive(doctorAvailability, doctorId, { 'doctor-availability-changed': refetchSoon }, fetchAfterGap);

  function take(news: SlotUpdate) {
    refetchSoon();
    queries.setQueriesData<Availability>(
      { queryKey: availabilityKey(doctorId) },
      (known) => known && { ...known, days: applyNews(known.days, news) },
    );
    if (isWorthSaying(news)) setSaid(t(`news.${news.status}`, { when: times.full(news.starts_at) }));
  }

  return said;
}
