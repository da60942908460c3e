import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { channelName } from '#contract/channel.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { openDatabase, system } from '#server/platform/database.ts';
import { type Audience, openFacts, told } from '#server/platform/facts.ts';
import { openLog } from '#server/platform/log.ts';
import { sql } from '#server/platform/sql.ts';

/** The fact with a number of its own in its row, by which it is known to have been written and answered. */
type StormFact = { name: 'doctor.availability_changed'; doctor_id: number; is_available: boolean; number: number };

export const channelOf = (doctorId: number) => channelName(doctorAvailability, doctorId);

const audience: Audience<StormFact> = {
  'doctor.availability_changed': ({ doctor_id, is_available }) => ({
    heard: [told(doctorAvailability, doctor_id, 'doctor-availability-changed', { doctor_id, is_available })],
  }),
};

export type Writers = {
  /** the numbers of the facts whose commit was answered */
  answered: ReadonlySet<number>;
  /** transactions that a dying database has cut, and that were tried again */
  cut(): number;
  ended: Promise<void>;
};

export type Writing = {
  connection: pg.ClientConfig;
  count: number;
  channels: number;
  writers: number;
  /** the fact up to which they may go on for now */
  reach: () => number;
};

/** As another process of the program writes: through the room's own door, rung by a NOTIFY after the commit. */
export function openWriters({ connection, count, channels, writers, reach }: Writing): Writers {
  const database = openDatabase({ connection, size: writers + 1, log: openLog({ level: 'silent' }) });
  const facts = openFacts(onceEachTick(() => database.unframed.row(sql`notify fact_written`))).heardBy(audience);
  const answered = new Set<number>();
  let next = 0;
  let cut = 0;

  /** What is written first is by no means committed first. */
  async function write(number: number): Promise<void> {
    await database.transaction(system, async (tx) => {
      const doctor_id = 1 + Math.floor(Math.random() * channels);
      const is_available = number % 2 === 0;
      await facts.write(tx, { name: 'doctor.availability_changed', doctor_id, is_available, number });
      await wait(Math.random() * 8);
    });
    answered.add(number);
  }

  async function writeUntilAnswered(number: number): Promise<void> {
    for (;;) {
      const failed = await write(number).then(
        () => false,
        () => true, // the database was killed under it
      );
      if (!failed) return;
      cut += 1;
      await wait(20);
    }
  }

  async function writeOn(): Promise<void> {
    while (next < count) {
      if (next >= reach()) await wait(10);
      else await writeUntilAnswered(next++);
    }
  }

  const ended = Promise.all(Array.from({ length: writers }, writeOn)).then(() => database.close());
  return { answered, cut: () => cut, ended };
}

function onceEachTick(ring: () => Promise<unknown>): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      ring().catch(() => {}); // the dispatcher looks by itself within the second
    });
  };
}
