import { setTimeout as pause } from 'node:timers/promises';
import { figure, median, ratio, whole } from '../test/figure.ts';
import { connections, openBookable } from './bookable.ts';

/** What does sealing the audit log cost those who book meanwhile? In turns, with sealing and while it is held up. */
const seconds = 4;
const rounds = 6;

await using cleanup = new AsyncDisposableStack();
const bookable = await openBookable(cleanup);
const { owner } = bookable;

await through(2); // until everything is compiled
const runs = { sealed: [] as number[], held: [] as number[] };
const wholeBefore = await rowsAndBytes();
for (let round = 0; round < rounds; round++) {
  for (const turn of round % 2 ? (['held', 'sealed'] as const) : (['sealed', 'held'] as const)) {
    await allSealed();
    // Whoever seals leaves it to whoever holds the head.
    if (turn === 'held') await owner.query('begin; select from audit_head for update');
    runs[turn].push(await through(seconds));
    if (turn === 'held') await owner.query('commit');
  }
}
await allSealed();
const [held, sealed] = [median(runs.held), median(runs.sealed)];
figure(
  'bookings while nothing is sealed',
  `${whole(held)}/s`,
  `${rounds} rounds of ${seconds} s, ${connections} clients`,
);
figure('bookings while what they write is sealed', `${whole(sealed)}/s`, ratio(sealed, held, 0.97));
const after = await rowsAndBytes();
figure(
  'a row of the audit log, with its indexes',
  `${whole((after.bytes - wholeBefore.bytes) / (after.rows - wholeBefore.rows))} B`,
);

async function through(length: number): Promise<number> {
  const { refused, perSecond } = await bookable.through(length);
  if (refused > 0) throw new Error(`${refused} were refused`);
  return perSecond;
}

async function allSealed(): Promise<void> {
  while (((await owner.query('select from audit where number is null limit 1')).rowCount ?? 0) > 0) await pause(50);
}

async function rowsAndBytes(): Promise<{ rows: number; bytes: number }> {
  const { rows } = await owner.query(`select (select count(*) from audit)::integer as rows,
    pg_total_relation_size('audit')::float8 as bytes`);
  return rows[0];
}
