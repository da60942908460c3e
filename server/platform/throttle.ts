import { type Database, nobody } from './database.ts';
import { Refusal } from './refusal.ts';
import { sql } from './sql.ts';
import { hashed } from './tokens.ts';

/** So many attempts of one kind, by one key, in so many minutes. */
export type Budget = { kind: string; key: string; most: number; minutes: number };

/** Takes one attempt from each budget, or refuses with the time to wait. Kept in the database: all processes count together. */
export async function take(database: Database, budgets: readonly Budget[]): Promise<void> {
  const limits = budgets.map(({ most }) => most);
  const windows = budgets.map(({ minutes }) => `${minutes} minutes`);
  const row = await database
    .as(nobody)
    .row<{ wait: number }>(
      sql`select throttle_take(${keys(budgets)}::bytea[], ${limits}::integer[], ${windows}::interval[]) as wait`,
    );
  if (row && row.wait > 0) throw new Refusal('too_many_attempts', {}, row.wait);
}

/** It was the right person: their attempts were no guesses. */
export async function giveBack(database: Database, budgets: readonly Budget[]): Promise<void> {
  await database.as(nobody).row(sql`select throttle_give_back(${keys(budgets)}::bytea[])`);
}

function keys(budgets: readonly Budget[]): Buffer[] {
  return budgets.map(({ kind, key }) => hashed(`${kind}\0${key}`));
}

/** One household has one IPv4 address, or a whole /64 of IPv6. */
export function network(address: string): string {
  const bare = address.replace(/^::ffff:/, '');
  return bare.includes(':') ? bare.split(':').slice(0, 4).join(':') : bare;
}
