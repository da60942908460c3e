import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import pg from 'pg';
import { figure, median } from '#test/figure.ts';
import { openScene } from '#test/storm/scene.ts';
import { crowd, overlaps, type Patient, tirelessDoctors, withoutLimits } from './crowd-rig.ts';

const people = 200;
const rounds = 200;
const aim = 400;

test(`${people} patients want one slot at once, on two processes, ${rounds} times: each time one has it`, async () => {
  await using scene = await openScene(2);
  const owner = new pg.Client(scene.connection);
  await owner.connect();
  await owner.query(`insert into specialization (name) values ('Everything')`);
  await withoutLimits(owner);
  const patients = await crowd(owner, people);
  const [doctor = 0] = await tirelessDoctors(owner, 1, 30);
  const day = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  const rivals = await Promise.all(
    patients.map((patient, place) => openRival(patient, doctor, scene.addresses[place % 2] as string)),
  );

  const took: number[] = [];
  const told = new Map<string, number>();
  for (let round = -3; round < rounds; round++) {
    const scheduled_at = new Date(day + (round + 3) * 30 * 60_000).toISOString();
    const begun = performance.now();
    const answers = await Promise.all(rivals.map((rival) => rival(scheduled_at)));
    if (round < 0) continue; // until everything is compiled
    took.push(performance.now() - begun);
    for (const answer of answers) told.set(answer, (told.get(answer) ?? 0) + 1);
  }
  const conflicts = await overlaps(owner);
  const { rows } = await owner.query('select deadlocks from pg_stat_database where datname = current_database()');
  await owner.end();
  for (const rival of rivals) rival.end();

  const said = [...told].map(([answer, times]) => `${times} × ${answer}`).join(', ');
  const remark = `aim ${aim} ms · the slowest of ${rounds} rounds ${Math.max(...took).toFixed(0)} ms`;
  figure(`${people} want one slot, two processes`, `${median(took).toFixed(0)} ms`, remark);
  figure('  what they were told', `${told.get('201')} × 201`, `${said} · deadlocks ${rows[0].deadlocks}`);
  assert.deepEqual(Object.fromEntries(told), { '201': rounds, '409 time_slot_conflict': rounds * (people - 1) });
  assert.equal(conflicts, 0);
  assert.equal(Number(rows[0].deadlocks), 0);
});

type Rival = ((scheduledAt: string) => Promise<string>) & { end(): void };

/** A connection kept open, over which one patient asks for one time after another. */
async function openRival({ token }: Patient, doctor: number, address: string): Promise<Rival> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname).setNoDelay();
  await once(socket, 'connect');
  const ask = async (scheduled_at: string) => {
    const body = JSON.stringify({ doctor_id: doctor, scheduled_at, consult_mode: 'in_person' });
    socket.write(
      `POST /api/v1/patient/doctors/book HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const answer = await answerOf(socket);
    const error = /"error":"(\w+)"/.exec(answer)?.[1];
    return `${answer.slice(9, 12)}${error ? ` ${error}` : ''}`;
  };
  return Object.assign(ask, { end: () => void socket.destroy() });
}

async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    const end = text.indexOf('\r\n\r\n') + 4;
    if (end > 4 && length !== undefined && text.length >= end + Number(length)) return text;
  }
}
