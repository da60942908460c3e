import type { Database } from '#server/platform/database.ts';
import { openGathering } from '#server/platform/gathering.ts';
import type { Statement } from '#server/platform/sql.ts';
import { hashed } from '#server/platform/tokens.ts';

const mostAtOnce = 64;

/** Looks up the holders of tokens, each with the hash by which they were found. */
export type ByHashes = (hashes: Buffer[]) => Statement;
type Look = (hash: Buffer) => Promise<unknown>;

/** Every request begins with a look-up: those of one moment are one statement. Each way to look has a queue of its own. */
export function openLookUps(database: Database) {
  const looks = new Map<ByHashes, Look>();

  function lookBy(by: ByHashes): Look {
    const known = looks.get(by);
    if (known) return known;
    const look = openGathering({ send, most: mostAtOnce });
    looks.set(by, look);
    return look;

    async function send(hashes: Buffer[]): Promise<unknown[]> {
      const found = await database.unframed.rows<{ hash: Buffer }>(by(hashes));
      const byHash = new Map(found.map(({ hash, ...holder }) => [hash.toString('latin1'), holder]));
      return hashes.map((hash) => {
        const holder = byHash.get(hash.toString('latin1'));
        return holder && { ...holder }; // each asker has their own
      });
    }
  }

  return async <Holder>(token: string, by: ByHashes) => (await lookBy(by)(hashed(token))) as Holder | undefined;
}
