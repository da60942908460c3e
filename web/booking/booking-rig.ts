import assert from 'node:assert/strict';
import { readAvailability } from '#contract/booking.ts';
import { listDoctors } from '#contract/clinic.ts';
import type { TestApplication } from '#test/application.ts';

/** What browsers say of a socket that is cut. */
export const cutSocket = /WebSocket/;
export const patience = 60_000;

export async function doctorNamed({ nobody }: TestApplication, q: string): Promise<number> {
  const [doctor] = (await nobody.ask(listDoctors, { query: { q } })).data;
  assert(doctor);
  return doctor.id;
}

/** Free starts of a doctor some weeks ahead, where nobody has anything else: each test has weeks of its own. */
export async function freeStarts({ nobody }: TestApplication, doctor_id: number, week: number): Promise<string[]> {
  const from = new Date(Date.now() + (21 + 7 * week) * 86_400_000).toISOString().slice(0, 10);
  const { data } = await nobody.ask(readAvailability, { params: { id: doctor_id }, query: { from, days: 7 } });
  return data.days.flatMap(({ slots }) =>
    slots.filter(({ status }) => status === 'free').map((slot) => slot.starts_at),
  );
}
