import { holdSlot, releaseHold } from '#contract/booking.ts';
import { changeForm, currentForm } from '#web/booking/form/kept-form.ts';
import { isHeld, type KeptSlot, type Visit, withVisit } from '#web/booking/form/visit.ts';
import { call, Refused } from '#web/platform/api.ts';

/** As long as the server keeps a slot. It says until when by its own clock; ours may be another. */
const longest = 10 * 60_000;
/** One after the other, so that the last wish is the last to be heard. */
const queues = new Map<string, Promise<unknown>>();

/** Has the visit's slot kept for its person, instead of the one kept before. Refused: somebody else was faster. */
export function keepSlot(key: string): Promise<void> {
  const before = queues.get(key) ?? Promise.resolve();
  const next = before.catch(() => undefined).then(() => keep(key));
  queues.set(key, next);
  return next;
}

async function keep(key: string) {
  const form = currentForm();
  const visit = visitOf(key);
  if (!form || !visit?.slot || visit.patientId === null || isHeld(visit)) return;
  const { slot, patientId, hold } = visit;
  const kept = await call(holdSlot, {
    body: {
      doctor_id: form.doctorId,
      scheduled_at: slot.starts_at,
      patient_id: patientId,
      ...(hold && { replaces: hold.id }),
    },
  });
  const now: KeptSlot = { id: kept.hold_id, until: ourMoment(kept.expires_at), start: slot.starts_at, patientId };
  if (visitOf(key)) changeForm((known) => withVisit(known, key, { hold: now }));
  else await letGo(now);
}

/** A clock of ours that goes wrong shortens the time that is shown, and never promises more than there is. */
function ourMoment(expiresAt: string): number {
  const left = Date.parse(expiresAt) - Date.now();
  return Date.now() + (left > 0 && left < longest ? left : longest);
}

/** Gives the slots back. Whoever cannot be told now lets them go by themselves, within minutes. */
export async function letGoOf(visits: readonly Visit[]): Promise<void> {
  await Promise.all(visits.map(({ hold }) => hold && hold.until > Date.now() && letGo(hold)));
}

async function letGo({ id }: KeptSlot): Promise<void> {
  await call(releaseHold, { params: { id } }).catch((error: unknown) => {
    if (error instanceof Refused && error.code !== 'not_found') throw error;
  });
}

function visitOf(key: string): Visit | undefined {
  return currentForm()?.visits.find((visit) => visit.key === key);
}
