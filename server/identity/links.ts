import { randomUUID } from 'node:crypto';
import type { Language } from '#contract/identity.ts';
import { type Database, nobody, system, type Transaction } from '#server/platform/database.ts';
import type { JobKind, Jobs } from '#server/platform/jobs.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import * as rows from './identity.sql.ts';
import { type LetterKind, letter } from './letters.ts';

/** Mails a link. Neither the address nor the token ever stands in the job. */
export const linkJob: JobKind = { name: 'identity.link', retryLimit: 12 };

const hoursOf: Record<rows.Link['purpose'], number> = { prove: 48, reset: 2, invite: 168 };

export type Asked =
  | { purpose: 'prove'; email: string; name: string; role: 'patient' | 'applicant'; language: Language | null }
  | { purpose: 'reset'; email: string };

export type LinkDeps = {
  database: Database;
  jobs: Jobs;
  mail: MailDoor;
  address: () => string;
  clinicName: () => Promise<string>;
};
export type Links = ReturnType<typeof linksIn>;

export function linksIn({ database, jobs, mail, address, clinicName }: LinkDeps) {
  /** Writes down what was asked and answers; whether the address is known is found out later, by the job. */
  async function ask(asked: Asked): Promise<void> {
    await database.transaction(nobody, (tx) => request(tx, { id: randomUUID(), ...asked }));
  }

  async function invite(tx: Transaction, account: rows.StoredAccount): Promise<void> {
    await request(tx, { id: randomUUID(), purpose: 'invite', email: account.email, account_id: account.id });
  }

  async function request(tx: Transaction, link: rows.NewLink): Promise<void> {
    await tx.count(rows.insertLink(link));
    await jobs.ask(tx, linkJob, { link: link.id });
  }

  /** The job: makes the token, sends the letter. A try that failed is made again with a token of its own. */
  async function send(id: string): Promise<void> {
    const link = await database.row<rows.Link>(system, rows.readLinkById(id));
    if (!link) return; // used, or swept meanwhile
    const account = await database.row<rows.StoredAccount>(system, rows.readStoredByEmail(link.email));
    const kind = letterFor(link, account);
    if (!kind) return;
    const language = account?.language ?? link.language;
    const clinic = await clinicName();
    if (kind === 'known') {
      await mail.send({
        to: link.email,
        ...letter(kind, language, { clinic, link: `${address()}/sign-in`, hours: 0 }),
      });
      return;
    }
    const hours = hoursOf[link.purpose];
    const url = await arm(link, hours);
    await mail.send({ to: link.email, ...letter(kind, language, { clinic, link: url, hours }) });
  }

  /** The token stands behind a `#`, which browsers keep to themselves: no log ever sees it. */
  async function arm(link: Pick<rows.Link, 'id' | 'email'>, hours: number): Promise<string> {
    const token = newToken();
    await database.transaction(system, async (tx) => {
      await tx.count(rows.armLink(link.id, hashed(token), hours));
      await tx.count(rows.killLinks(link.email, link.id));
    });
    return `${address()}/link#${token}`;
  }

  /** A link for somebody at the machine's own terminal, instead of a letter. */
  async function handOver(account: rows.StoredAccount): Promise<string> {
    const link = { id: randomUUID(), purpose: 'invite', email: account.email, account_id: account.id } as const;
    await database.rows(system, rows.insertLink(link));
    return arm(link, 24);
  }

  async function read(token: string): Promise<rows.Link> {
    const link = await database.row<rows.Link>(system, rows.readLinkByToken(hashed(token)));
    if (!link) throw new Refusal('link_expired');
    return link;
  }

  return { ask, invite, send, handOver, read };
}

function letterFor(link: rows.Link, account: rows.StoredAccount | undefined): LetterKind | undefined {
  if (account?.retired_at) return undefined;
  if (link.purpose === 'prove') return account ? 'known' : 'prove';
  return account ? link.purpose : undefined;
}
