import { fileURLToPath } from 'node:url';
import type { Patient } from '#server/booking/crowd-rig.ts';
import { type Asked, askOnAndOn } from './asking.ts';
import { answerWith, beside } from './beside.ts';

/** Bookings that cannot collide: at each start every patient is with another doctor. */
export type BookingLoad = {
  address: string;
  patients: Patient[];
  doctors: number[];
  /** the first start, and the minutes between two */
  first: string;
  step: number;
  connections: number;
  seconds: number;
};
export type BookingResult = Asked & { last: string };

export async function bookingLoad(options: BookingLoad): Promise<BookingResult> {
  return beside(fileURLToPath(import.meta.url), options, 1);
}

if (import.meta.main) await answerWith(generate);

async function generate({ address, patients, doctors, first, step, ...load }: BookingLoad): Promise<BookingResult> {
  const { hostname } = new URL(address);
  const start = Date.parse(first);
  const startOf = (turn: number) => new Date(start + turn * step * 60_000).toISOString();
  let sent = 0;

  function nextRequest(): string {
    const turn = Math.floor(sent / patients.length);
    const place = sent % patients.length;
    sent += 1;
    const { token } = patients[place] as Patient;
    const scheduled_at = startOf(turn);
    const doctor_id = doctors[(place + turn) % doctors.length];
    const medical = { complaint: 'A bench has no complaint, but this is as long as one.' };
    const body = JSON.stringify({ doctor_id, scheduled_at, consult_mode: 'in_person', medical });
    return `POST /api/v1/patient/doctors/book HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\nidempotency-key: bench-${place}-${scheduled_at}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  const result = await askOnAndOn({ address, ...load, nextRequest, expected: '201' });
  return { ...result, last: startOf(Math.floor(sent / patients.length + 1)) };
}
