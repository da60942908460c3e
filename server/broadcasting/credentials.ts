import { randomBytes, randomInt } from 'node:crypto';
import { ConfigError } from '#server/platform/config.ts';
import { type Database, system } from '#server/platform/database.ts';
import { decrypted, encrypted } from '#server/platform/encryption.ts';
import * as statements from './broadcasting.sql.ts';

export type Credentials = { id: string; key: string; secret: string };

const purpose = 'realtime application';

/** The realtime application's keys: as the settings say, else made once and kept for all processes. */
export async function readCredentials(
  database: Database,
  salleSecret: string,
  given: Partial<Credentials>,
): Promise<Credentials> {
  if (given.id && given.key && given.secret) return { id: given.id, key: given.key, secret: given.secret };
  const made = { app_id: String(randomInt(100_000, 999_999)), key: randomBytes(10).toString('hex') };
  const stored = await database.transaction(system, async (tx) => {
    await tx.count(
      statements.insertApp({ ...made, secret: encrypted(salleSecret, purpose, randomBytes(20).toString('hex')) }),
    );
    return tx.one<statements.StoredApp>(statements.readApp);
  });
  const secret = decrypted(salleSecret, purpose, stored.secret);
  if (secret === undefined) {
    throw new ConfigError('SALLE_SECRET must be the one with which this clinic was made: what it locked does not open');
  }
  return { id: given.id ?? stored.app_id, key: given.key ?? stored.key, secret: given.secret ?? secret };
}
