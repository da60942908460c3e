import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { openDatabase, system } from '#server/platform/database.ts';
import { type Audience, factsRinging } from '#server/platform/facts.ts';
import { openLog } from '#server/platform/log.ts';
import { sql } from '#server/platform/sql.ts';

/** The fact's own number, by which it is known to have been written and answered. */
type StormFact = { name: 'doctor.availability_changed'; doctor_id: number; number: number };

export const channelOf = (doctorId: number) => `doctor.${doctorId}.availability`;

const audience: Audience<StormFact> = {
  'doctor.availability_changed': ({ doctor_id, number }) => ({
    heard: [
      {
        channel: channelOf(doctor_id),
        event: 'doctor-availability-changed',
        data: { doctor_id, is_available: number % 2 === 0, number },
      },
    ],
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
  facts: number;
  channels: number;
  writers: number;
  /** the fact up to which they may go on for now */
  reach: () => number;
};

/** As another process of the program writes: through the room's own door, rung by a NOTIFY after the commit. */
export function startWriters({ connection, facts, channels, writers, reach }: Writing): Writers {
  const database = openDatabase({ connection, size: writers + 1, log: openLog({ level: 'silent' }) });
  const door = factsRinging(onceEachTick(() => database.look(sql`notify fact_written`)));
  const answered = new Set<number>();
  let next = 0;
  let cut = 0;

  /** What is written first is by no means committed first. */
  async function write(number: number): Promise<void> {
    await database.transaction(system, async (tx) => {
      const doctor_id = 1 + Math.floor(Math.random() * channels);
      await door.write(tx, audience, { name: 'doctor.availability_changed', doctor_id, number });
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
    while (next < facts) {
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
