import type { AuditHead } from '#contract/audit.ts';
import { type Database, system } from '#server/platform/database.ts';
import type { Stray } from './audit.sql.ts';
import * as statements from './audit.sql.ts';
import { hashAfter, noHash } from './chain.ts';

/** An end of the chain as somebody noted it. */
export type Noted = { number: number; hash: string };
export type Verified = { head: AuditHead; rows: number; faults: string[] };

const atOnce = 2000;
/** Told one by one up to here: whoever has replaced the log has changed every row. */
const mostTold = 100;
/** A row is sealed within seconds. As long a program may stand still, or a transaction take, without a word. */
const patienceMinutes = 5;
/** So much earlier than what was sealed before it nothing happens by itself. */
const lateMs = 10 * 60_000;

/**
 * Goes through the whole chain and names what is wrong with it: a number that is missing, a row that is not what was sealed, one that
 * came afterwards, an end that is another than was noted. It reads, and trusts no function of the database.
 */
export async function verify(database: Database, noted?: Noted): Promise<Verified> {
  const reader = database.as(system);
  const [head] = await reader.rows<AuditHead>(statements.readHead);
  if (!head) throw new Error('the audit log has no head');
  const faults: string[] = [];
  let rows = 0;
  let last: { number: number; hash: string | undefined } = { number: 0, hash: noHash };
  let newest = Number.NEGATIVE_INFINITY;
  let isNoted = noted === undefined || noted.number === 0;

  for (;;) {
    const page = await reader.rows<statements.SealedRow>(statements.sealedAfter(last.number, head.number, atOnce));
    for (const row of page) {
      if (row.number > last.number + 1) {
        faults.push(removed(last.number + 1, row.number - 1));
        last = { number: row.number - 1, hash: undefined };
      }
      if (last.hash !== undefined && hashAfter(last.hash, row.number, row.fields) !== row.hash) {
        faults.push(`changed: ${named(row)} is not what was sealed`);
      }
      const at = Date.parse(row.at);
      if (at < newest - lateMs) faults.push(`inserted: ${named(row)} stands among rows of ${dated(newest)}`);
      newest = Math.max(newest, at);
      if (row.number === noted?.number) {
        isNoted = true;
        if (row.hash !== noted.hash)
          faults.push(`replaced: number ${row.number} does not bear the hash that was noted`);
      }
      last = { number: row.number, hash: row.hash };
    }
    rows += page.length;
    if (page.length < atOnce) break;
  }
  if (last.number < head.number) faults.push(removed(last.number + 1, head.number));
  else if (last.hash !== head.hash) faults.push(`changed: the end of the chain is not that of number ${head.number}`);
  if (!isNoted) faults.push(`removed: number ${noted?.number}, whose hash was noted, is not there`);
  faults.push(...(await reader.rows<Stray>(statements.strays(patienceMinutes))).map(stray));
  return { head, rows, faults: cut(faults) };
}

function named({ number, id, at }: { number: number; id: number; at: string }): string {
  return `number ${number} (row ${id}, ${at})`;
}

function dated(ms: number): string {
  return new Date(ms).toISOString();
}

function removed(first: number, last: number): string {
  return first === last ? `removed: number ${first}` : `removed: numbers ${first} to ${last}`;
}

function stray({ id, at, number }: Stray): string {
  return number === null
    ? `inserted: row ${id} of ${at} was never sealed, or no Salle has run since`
    : `inserted: ${named({ id, at, number })} stands beyond the end of the chain`;
}

function cut(faults: string[]): string[] {
  const more = faults.length - mostTold;
  return more > 0 ? [...faults.slice(0, mostTold), `and ${more} more`] : faults;
}
