import assert from 'node:assert/strict';
import { readAvailability } from '#contract/booking.ts';
import { readMe } from '#contract/clinic.ts';
import { emailOf, type TestApplication } from '#test/application.ts';
import { type Client, isRefusal } from '#test/client.ts';

/** The demo's doctors by the first part of their addresses. */
export async function doctorId(application: TestApplication, email = emailOf('doctor')): Promise<number> {
  const { rows } = await application.owner.query<{ id: number }>(
    'select d.id from doctor d join account a on a.id = d.account_id where a.email = $1',
    [email],
  );
  assert(rows[0]);
  return rows[0].id;
}

/** Days ahead for which the demo has booked nobody: a family that is to meet one doctor has no appointment with another. */
export const beyondDemo = 15;

/** Free starts of a doctor, from a week ahead on, so that no notice and no deadline is near. */
export async function freeStarts(client: Client, doctor: number, ahead = beyondDemo): Promise<string[]> {
  const from = Temporal.Now.plainDateISO('UTC').add({ days: ahead }).toString();
  const { data } = await client.ask(readAvailability, { params: { id: doctor }, query: { from, days: 28 } });
  return data.days.flatMap(({ slots }) =>
    slots.filter(({ status }) => status === 'free').map(({ starts_at }) => starts_at),
  );
}

export async function family(client: Client): Promise<number[]> {
  return (await client.ask(readMe)).data.patients.map(({ id }) => id);
}

/** A refusal with all that it says. */
export function refusalOf({
  status,
  body,
}: {
  status: number;
  body: object;
}): Record<string, unknown> & { http: number } {
  assert(isRefusal(body as never), `${status} is no refusal: ${JSON.stringify(body)}`);
  return { ...body, http: status };
}
