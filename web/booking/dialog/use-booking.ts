import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Availability, Booked } from '#contract/booking.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import { appointmentsKey } from '#web/booking/appointments/appointment-queries.ts';
import { changeForm, currentForm, dropForm } from '#web/booking/form/kept-form.ts';
import { type BookingForm, isHeld, type SlotChoice, type Visit, withVisit } from '#web/booking/form/visit.ts';
import { availabilitiesKey, availabilityKey } from '#web/booking/slots/availability.ts';
import { slotAt } from '#web/booking/slots/slot-news.ts';
import { doctorsKey } from '#web/clinic/keys.ts';
import { Refused } from '#web/platform/api.ts';
import { keepSlot, letGoOf } from './holds.ts';
import { leavesUnknown, sendForm } from './sending.ts';

/** Why something was refused, and of which visit that is known. */
export type Problem = { error: unknown; visit: string | undefined; alternatives: readonly string[] };

/** Where each refusal belongs: to the time, to the mode, to the files, or to the whole. */
const ofTime: readonly RefusalCode[] = [
  'time_slot_conflict',
  'patient_conflict',
  'doctor_unavailable',
  'day_unavailable',
  'outside_hours',
  'not_a_slot',
  'in_the_past',
  'too_soon',
  'too_far_ahead',
  'too_many_holds',
  'too_many_ahead',
  'too_many_bookings',
];
/** Another time of the doctor's would not help: the one that was chosen stays. */
const ofTheAsker: readonly RefusalCode[] = [
  'patient_conflict',
  'too_many_holds',
  'too_many_ahead',
  'too_many_bookings',
];

export function placeOf(error: unknown): 'time' | 'mode' | 'files' | 'whole' {
  if (!(error instanceof Refused)) return 'whole';
  if (ofTime.includes(error.code)) return 'time';
  if (error.code === 'mode_unavailable') return 'mode';
  return error.code === 'file_gone' ? 'files' : 'whole';
}

/** The acts of the booking dialog: nothing that was typed goes with what is refused. */
export function useBooking() {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  const [booked, setBooked] = useState<readonly Booked[] | null>(null);
  const busy = useRef(false);

  const meet = useCallback(
    (error: unknown, visit: string | undefined) => {
      const place = placeOf(error);
      setProblem({ error, visit, alternatives: alternativesOf(error) });
      const isOfTheAsker = error instanceof Refused && ofTheAsker.includes(error.code);
      if (place === 'time' && !isOfTheAsker && visit) {
        changeForm((form) => withVisit(form, visit, { slot: null }));
      }
      if (place === 'time' || place === 'mode') changeForm((form) => ({ ...form, step: 'who' }));
      if (place === 'files') changeForm((form) => ({ ...form, step: 'medical' }));
      const doctorId = currentForm()?.doctorId;
      if (place === 'time' && doctorId !== undefined) {
        void queries.invalidateQueries({ queryKey: availabilityKey(doctorId) });
      }
    },
    [queries],
  );

  /** Has the slot of a visit kept, unless it is. */
  const keep = useCallback(
    async (visit: string) => {
      try {
        await keepSlot(visit);
        setProblem((now) => (now?.visit === visit && placeOf(now.error) === 'time' ? null : now));
      } catch (error) {
        // It stays chosen, only not kept: what else there is to say goes before.
        if (error instanceof Refused && error.code === 'held_long_enough') {
          setProblem((now) => now ?? { error, visit, alternatives: [] });
        } else meet(error, visit);
      }
    },
    [meet],
  );

  const choose = useCallback(
    (visit: string, slot: SlotChoice) => {
      changeForm((form) => withVisit(form, visit, { slot }));
      void keep(visit);
    },
    [keep],
  );

  /** One of those that a refusal named: when it ends is known from the slots. */
  function chooseStart(visit: string, start: string) {
    const known = queries.getQueriesData<Availability>({ queryKey: availabilityKey(currentForm()?.doctorId ?? 0) });
    const slot = slotAt(
      known.flatMap(([, data]) => data?.days ?? []),
      start,
    );
    choose(visit, { starts_at: start, ends_at: slot?.ends_at ?? start });
  }

  async function send() {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    setProblem(null);
    try {
      const done = await sendForm();
      setBooked(done);
      dropForm();
      for (const queryKey of [availabilitiesKey, appointmentsKey, doctorsKey])
        void queries.invalidateQueries({ queryKey });
    } catch (error) {
      refused(error);
    } finally {
      busy.current = false;
      setPending(false);
    }
  }

  function refused(error: unknown) {
    const form = currentForm();
    if (!form || leavesUnknown(error)) return setProblem({ error, visit: undefined, alternatives: [] });
    meet(error, meantBy(error, form));
    if (placeOf(error) === 'whole') return;
    // What was kept was used up by the attempt: it is kept again while the form is mended.
    for (const visit of form.visits) changeForm((now) => withVisit(now, visit.key, { hold: null }));
    for (const visit of currentForm()?.visits ?? []) if (visit.slot) void keep(visit.key);
  }

  /** Somebody else has it now: told as the server would tell it. */
  const lose = useCallback(
    (visit: string, alternatives: readonly string[]) => setProblem({ error: taken, visit, alternatives }),
    [],
  );
  const forgive = useCallback(() => setProblem(null), []);
  const finish = () => setBooked(null);
  const letGo = (visit: Visit) => letGoOf([visit]);
  return { problem, pending, booked, send, keep, choose, chooseStart, lose, forgive, finish, letGo };
}

const taken = new Refused(409, { success: false, error: 'time_slot_conflict', message: '' }, new Headers());

export type Booking = ReturnType<typeof useBooking>;

/** Of several, the one that the server names, else the one that was no longer kept; with one there is no question. */
function meantBy(error: unknown, { visits }: BookingForm): string | undefined {
  const [only] = visits;
  if (visits.length === 1) return only?.key;
  if (placeOf(error) !== 'time') return undefined;
  const lost = error instanceof Refused ? error.more.place : undefined;
  if (typeof lost === 'number') return visits[lost]?.key;
  return (visits.find((visit) => !isHeld(visit)) ?? only)?.key;
}

function alternativesOf(error: unknown): readonly string[] {
  const given = error instanceof Refused ? error.more.alternatives : undefined;
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
}
