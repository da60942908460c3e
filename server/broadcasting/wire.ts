import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import { takeRole, typesOfOurs } from '#server/platform/database.ts';
import type { Log } from '#server/platform/log.ts';
import type { Statement } from '#server/platform/sql.ts';

export type WireDeps = {
  connection: pg.ClientConfig;
  log: Log;
  /** something was written or numbered, here or elsewhere, or the connection is lost */
  ring: () => void;
};

/** A connection of its own: its lock and its listening live as long as it does, and it notices when the other end is gone. */
export async function openWire({ connection, log, ring }: WireDeps): Promise<pg.Client> {
  const wire = new pg.Client({
    ...connection,
    application_name: 'salle dispatcher',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000, // the server's own limit is shorter: the other end has fallen silent
    pipeline: true,
    types: typesOfOurs,
  });
  wire.on('error', (error) => {
    log.warn({ event: 'dispatcher_connection_lost', reason: error.message });
    ring();
  });
  wire.on('notification', ring);
  await wire.connect();
  await takeRole(wire, 'salle_app');
  // By the indexes, in their order: what was planned while the table was small reads all of it when it has grown, and a
  // bitmap of those that wait reads all that have waited since the last vacuum.
  await wire.query('SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off');
  await wire.query(`SET app.role = 'system'; LISTEN fact_written; LISTEN fact_numbered`);
  return wire;
}

/** Another connection for one that is lost; tries until it has one, or is asked to stop. */
export async function reconnected(
  lost: pg.Client,
  deps: WireDeps,
  signal: AbortSignal,
  ready: (wire: pg.Client) => Promise<unknown>,
): Promise<pg.Client> {
  lost.connection.stream.destroy(); // without a farewell that nobody might take
  for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, 2000)) {
    try {
      const wire = await openWire(deps);
      await ready(wire);
      return wire;
    } catch {
      await after(wait, undefined, { signal }).catch(() => {}); // asked to stop meanwhile
    }
  }
  return lost;
}

export async function many<T>(wire: pg.Client, { text, values, name }: Statement): Promise<T[]> {
  return (await wire.query({ text, values: values as unknown[], name })).rows;
}

export async function one<T>(wire: pg.Client, statement: Statement): Promise<T> {
  const row = (await many<T>(wire, statement))[0];
  if (row === undefined) throw new Error('a statement that always gives a row gave none');
  return row;
}
