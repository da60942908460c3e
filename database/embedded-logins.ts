import { createHmac } from 'node:crypto';
import pg from 'pg';

/** What `pg` needs to connect to the embedded database as somebody. */
export type Connection = { host: string; port: number; user: string; password: string; database: string };

/** As whom the program signs in: neither has rights of its own, and each may take one role. */
const logins = {
  program: { user: 'salle_program', role: 'salle_app' },
  worker: { user: 'salle_worker', role: 'salle_jobs' },
};

/** Who is to be let into which role, once the roles are there. */
export const embeddedMembers = Object.values(logins);

/** How the program and its jobs connect. Their passwords follow from the owner's: there is one to keep, and none leads back to it. */
export function loginsOf(owner: Connection): Record<keyof typeof logins, Connection> {
  return { program: connectionOf(owner, logins.program.user), worker: connectionOf(owner, logins.worker.user) };
}

function connectionOf(owner: Connection, user: string): Connection {
  const password = createHmac('sha256', owner.password).update(`the password of ${user}`).digest('base64url');
  return { ...owner, user, password };
}

/** Makes them, or puts right what has become of them: whoever signs in as one may change its password and its settings. */
export async function ensureLogins(client: pg.Client, owner: Connection): Promise<void> {
  for (const { user, password } of Object.values(loginsOf(owner))) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user]);
    await client.query(
      `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${user} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
         NOBYPASSRLS PASSWORD ${pg.escapeLiteral(password)}`,
    );
    await client.query(`ALTER ROLE ${user} RESET ALL`);
  }
}
