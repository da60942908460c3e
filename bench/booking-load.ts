import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Patient } from '#server/booking/crowd-rig.ts';
import { pin } from './pin.ts';

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
export type BookingResult = {
  perSecond: number;
  p50: number;
  p99: number;
  refused: number;
  last: string;
  busy: number;
};

/** Made in a process of its own, so that the server's core is the server's. */
export async function bookingLoad(options: BookingLoad): Promise<BookingResult> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['pipe', 'pipe', 'inherit'] });
  pin(child.pid, 1);
  child.stdin.end(JSON.stringify(options));
  const ended = once(child, 'exit').then(() => ['']);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  if (!line) throw new Error('it ended without a result');
  return JSON.parse(line) as BookingResult;
}

if (import.meta.main) {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  const result = await generate(JSON.parse(Buffer.concat(pieces).toString()) as BookingLoad);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit();
}

async function generate({ address, patients, doctors, first, step, connections, seconds }: BookingLoad) {
  const { hostname, port } = new URL(address);
  const start = Date.parse(first);
  const waits: number[] = [];
  let refused = 0;
  let asked = 0;

  function nextRequest(): string {
    const turn = Math.floor(asked / patients.length);
    const place = asked % patients.length;
    asked += 1;
    const { token } = patients[place] as Patient;
    const scheduled_at = new Date(start + turn * step * 60_000).toISOString();
    const doctor_id = doctors[(place + turn) % doctors.length];
    const medical = { complaint: 'A bench has no complaint, but this is as long as one.' };
    const body = JSON.stringify({ doctor_id, scheduled_at, consult_mode: 'in_person', medical });
    return `POST /api/v1/patient/doctors/book HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\nidempotency-key: bench-${place}-${scheduled_at}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay();
      await once(socket, 'connect');
      let sent = performance.now();
      let missing = 0;
      socket.on('data', (chunk: Buffer) => {
        missing = (missing === 0 ? lengthOf(chunk) : missing) - chunk.length;
        if (missing > 0) return;
        if (chunk.subarray(9, 12).toString('latin1') !== '201') {
          if (refused === 0) process.stderr.write(`${chunk.toString()}\n`);
          refused += 1;
        }
        const now = performance.now();
        waits.push(now - sent);
        if (now > end) return void socket.end();
        sent = now;
        socket.write(nextRequest());
      });
      socket.write(nextRequest());
      await once(socket, 'close');
    }),
  );
  const took = performance.now() - begun;
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  const last = new Date(start + Math.floor(asked / patients.length + 1) * step * 60_000).toISOString();
  const busy = (user + system) / 1000 / took;
  return { perSecond: (waits.length / took) * 1000, p50: at(0.5), p99: at(0.99), refused, last, busy };
}

/** Of a whole answer, headers and all: they come in one piece. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const length = /content-length: (\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1];
  if (end < 4 || length === undefined) throw new Error('an answer without a length');
  return end + Number(length);
}
