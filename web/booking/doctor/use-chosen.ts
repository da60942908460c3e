import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { dayIn } from '#web/booking/days.ts';
import type { SlotChoice } from '#web/booking/form/visit.ts';
import { useDays } from '#web/booking/slots/availability.ts';
import { isSame } from '#web/booking/slots/slot-news.ts';

export type Chosen = { slot: SlotChoice; isTaken: boolean };

const usualLength = 30 * 60_000;

/** The time that is chosen, and whether somebody else has it by now. */
export function useChosen(doctorId: number, start: string | undefined): Chosen | undefined {
  const times = useClinicTimes();
  const today = dayIn(times.zone, new Date());
  const wanted = start === undefined ? today : times.day(start);
  const { known } = useDays(doctorId, today, wanted < today ? today : wanted, 1);
  if (start === undefined) return undefined;
  const slots = known.flatMap((day) => day.slots);
  const slot = slots.find(({ starts_at }) => isSame(starts_at, start));
  if (slot) return { slot, isTaken: slot.status === 'booked' || slot.status === 'past' };
  const isKnown = known.some(({ date }) => date === wanted);
  return { slot: { starts_at: start, ends_at: ended(start) }, isTaken: isKnown };
}

function ended(start: string): string {
  return new Date(Date.parse(start) + usualLength).toISOString();
}
