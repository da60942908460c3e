import { isIPv4, isIPv6 } from 'node:net';
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

/**
 * One household has one IPv4 address, or a whole /64 of IPv6, however it is spelled. Some proxies add a port or brackets;
 * what is no address at all is one network, so that inventing them gains nothing.
 */
export function network(address: string): string {
  const bare = address
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'nowhere';
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isMapped ? dotted(groups.slice(6)) : groups.slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address, each as short as can be. */
function groupsOf(address: string): string[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail = []] = hex.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(16));
}

function dotted(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .map((pair) => `${pair >> 8}.${pair & 255}`)
    .join('.');
}
