import { type Booked, book, bookSeveral } from '#contract/booking.ts';
import { changeForm, currentForm } from '#web/booking/form/kept-form.ts';
import { wishOf } from '#web/booking/form/visit.ts';
import { call, freshKey, Offline, Refused } from '#web/platform/api.ts';

/**
 * Books what the form says, all or none. The same form is the same act however often it is sent: a second click, a retry
 * after silence or after a reload come under the same key and book once.
 */
export async function sendForm(): Promise<Booked[]> {
  const form = currentForm();
  if (!form) throw new Error('there is no form to send');
  // While nobody has said what came of it, it is that very attempt which is sent again.
  const isAgain = form.attempt?.unknown === true;
  const body =
    isAgain && form.attempt
      ? form.attempt.body
      : JSON.stringify(form.visits.map((visit) => wishOf(form.doctorId, visit)));
  const key = form.attempt?.body === body ? form.attempt.key : freshKey();
  changeForm((now) => ({ ...now, attempt: { body, key, unknown: true } }));
  try {
    return await sent(JSON.parse(body), key);
  } catch (error) {
    if (!leavesUnknown(error)) changeForm((now) => ({ ...now, attempt: { body, key, unknown: false } }));
    throw error;
  }
}

async function sent(wishes: ReturnType<typeof wishOf>[], key: string): Promise<Booked[]> {
  const [only] = wishes;
  if (only && wishes.length === 1) return [await call(book, { body: only, key })];
  return (await call(bookSeveral, { body: { appointments: wishes }, key })).appointments;
}

/** No answer, or one of a server that broke off: it may have been booked. */
export function leavesUnknown(error: unknown): boolean {
  return error instanceof Offline || (error instanceof Refused && error.status >= 500);
}
