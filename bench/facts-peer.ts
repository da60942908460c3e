import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fastify } from 'fastify';
import type pg from 'pg';
import { openBroadcasting } from '#server/broadcasting/broadcasting.ts';
import { newBell } from '#server/platform/bell.ts';
import { readConfig } from '#server/platform/config.ts';
import { openDatabase, system, type Transaction } from '#server/platform/database.ts';
import { type Audience, openFacts, type RoomFacts } from '#server/platform/facts.ts';
import { openLog } from '#server/platform/log.ts';
import type { Statement } from '#server/platform/sql.ts';
import type { Flooded, Flooding, Opened, Paced, Pacing } from './facts.ts';

/** The server's side: rooms that write, the dispatcher and the sockets, in one process as in the program. */
type BenchFact = { name: 'bench.written'; doctor: number; number: number };
const audience: Audience<BenchFact> = {
  'bench.written': ({ doctor, number }) => ({
    heard: [
      {
        channel: `doctor.${doctor}.availability`,
        event: 'doctor-availability-changed',
        data: { n: String(number).padStart(8, '0') },
      },
    ],
  }),
};

const connection = JSON.parse(process.argv[2] ?? '{}') as pg.ClientConfig;
const log = openLog({ level: 'warn' });
const database = openDatabase({ connection, size: 12, log });
const bell = newBell();
const base = {
  config: readConfig({ SOCKETS_PER_ADDRESS: '5000' }),
  connection,
  secret: 'a secret of the bench',
  database,
  facts: openFacts(bell.ring),
  bell,
  log,
};
const facts = base.facts.heardBy(audience);
const nobody = {
  lookUp: async () => undefined,
  holderOf: async () => undefined,
  callerLinks: { holderOf: async () => undefined },
};
const broadcasting = await openBroadcasting(base, { identity: nobody, rooms: [], origins: new Set() });
/** The same statement with the same indexes on a table that nobody numbers and nobody hears of. */
const unheard: Pick<RoomFacts<BenchFact>, 'write'> = {
  write: (tx, ...some) => facts.write(silent(tx), ...some),
};
const web = fastify();
await broadcasting.attach(web);
await web.listen({ port: 0, host: '127.0.0.1' });
process.on('message', async ({ pace: pacing, flood: flooding }: { pace?: Pacing; flood?: Flooding }) => {
  if (pacing) process.send?.(await pace(pacing));
  if (flooding) process.send?.(await flood(flooding));
});
process.on('disconnect', () => process.exit());
process.send?.({
  port: (web.server.address() as AddressInfo).port,
  key: broadcasting.credentials.key,
} satisfies Opened);

/** So many a second, one a transaction, on one channel; when each commit was sent, and when it was answered. */
async function pace({ perSecond, count, doctor }: Pacing): Promise<Paced> {
  const sent: number[] = [];
  const answered: number[] = [];
  const writing: Promise<void>[] = [];
  const begun = now();
  for (let number = 0; number < count; number += 1) {
    await wait(Math.max(0, begun + (number / perSecond) * 1000 - now()));
    writing.push(
      database.transaction(system, async (tx) => {
        tx.afterCommit(() => {
          answered[number] = now();
        });
        await facts.write(tx, { name: 'bench.written', doctor, number });
        sent[number] = now();
      }),
    );
  }
  await Promise.all(writing);
  return { sent, answered };
}

/** Each writer commits as soon as its last commit is answered, some facts a transaction, each on any channel. */
async function flood({ milliseconds, writers, atOnce, doctors, isHeard }: Flooding): Promise<Flooded> {
  const { write } = isHeard ? facts : unheard;
  const written = new Array<number>(doctors.length).fill(0);
  const begun = now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (now() - begun < milliseconds) {
        const places = Array.from({ length: atOnce }, () => Math.floor(Math.random() * doctors.length));
        const some = places.map((place) => ({
          name: 'bench.written' as const,
          doctor: doctors[place] ?? 0,
          number: 0,
        }));
        await database.transaction(system, (tx) => write(tx, ...some));
        for (const place of places) written[place] = (written[place] ?? 0) + 1;
      }
    }),
  );
  return { written, begun, ended: now() };
}

function silent(tx: Transaction): Transaction {
  const count = (insert: Statement) => tx.count({ ...insert, ...renamed(insert.text) });
  return { ...tx, count, afterCommit: () => {} };
}

const renamed = (text: string) => {
  const elsewhere = text.replace('facts_write(', 'bench_facts_write(');
  return { text: elsewhere, name: `bench ${elsewhere.length}` };
};

/** One clock for all processes of a machine. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
