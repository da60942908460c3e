import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Availability } from '#contract/booking.ts';
import type { DoctorCard } from '#contract/clinic.ts';
import { changeForm } from '#web/booking/form/kept-form.ts';
import { type BookingForm, withVisit } from '#web/booking/form/visit.ts';
import { availabilityKey } from '#web/booking/slots/availability.ts';
import { nearestFree, slotAt } from '#web/booking/slots/slot-news.ts';
import { useMe } from '#web/platform/me.ts';
import type { Booking } from './use-booking.ts';

/** While the dialog is open, each of its times is kept for its person; what was lost to somebody else is told. */
export function useKeptVisits(form: BookingForm | null, booking: Booking, doctor: DoctorCard): void {
  useWhose(form, doctor);
  const { keep } = booking;
  const isMine = form?.account !== null && form?.open === true && !form.attempt?.unknown;
  const wanted = isMine
    ? form.visits
        .filter(({ slot, patientId, hold }) => slot && patientId !== null && !isFor(hold, slot.starts_at, patientId))
        .map(({ key, slot, patientId }) => `${key} ${slot?.starts_at} ${patientId}`)
        .join('\n')
    : '';
  useEffect(() => {
    for (const line of wanted.split('\n').filter(Boolean)) void keep(line.split(' ')[0] ?? '');
  }, [wanted, keep]);
  useTakenAway(form, booking);
}

/** Kept once for it, be it over or not: it is not kept again without being asked for. */
function isFor(hold: { start: string; patientId: number } | null, start: string, patientId: number): boolean {
  return hold !== null && hold.start === start && hold.patientId === patientId;
}

/** A form is filled in with what is known of whoever is signed in, and forgotten when that is somebody else. */
function useWhose(form: BookingForm | null, { prices }: DoctorCard) {
  const { data: me } = useMe();
  const isBlank = form?.visits.some(({ patientId, mode }) => patientId === null || mode === null) ?? false;
  useEffect(() => {
    if (!me || !form) return;
    if (form.account === me.user.id && !isBlank) return;
    changeForm((now) => ({
      ...now,
      account: me.user.id,
      visits: now.visits.map((visit) => ({
        ...visit,
        patientId: visit.patientId ?? me.patients[0]?.id ?? null,
        mode: visit.mode ?? prices[0]?.mode ?? null,
      })),
    }));
  }, [me, form, isBlank, prices]);
}

/** Booked, and not by us: whatever we believed to be kept has gone to somebody else while one typed. It is told at once. */
function useTakenAway(form: BookingForm | null, { lose }: Booking) {
  const queries = useQueryClient();
  useEffect(() => {
    if (!form?.open || form.attempt?.unknown) return;
    function look() {
      for (const visit of form?.visits ?? []) {
        if (!visit.slot) continue;
        const known = queries.getQueriesData<Availability>({ queryKey: availabilityKey(form?.doctorId ?? 0) });
        const start = visit.slot.starts_at;
        const days = known.flatMap(([, data]) => data?.days ?? []);
        if (slotAt(days, start)?.status !== 'booked') continue;
        changeForm((now) => withVisit(now, visit.key, { slot: null, hold: null }));
        lose(visit.key, nearestFree(days, start));
      }
    }
    look();
    return queries.getQueryCache().subscribe(({ type }) => type === 'updated' && look());
  }, [form, queries, lose]);
}
