import { randomUUID } from 'node:crypto';
import type { Language } from '#contract/identity.ts';
import { type Database, nobody, system, type Transaction } from '#server/platform/database.ts';
import { newHooks } from '#server/platform/hooks.ts';
import type { JobKind, Jobs } from '#server/platform/jobs.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import * as statements from './identity.sql.ts';
import { type LetterKind, letter } from './letters.ts';

/** Mails a link. Neither the address nor the token ever stands in the job. */
export const linkJob: JobKind = { name: 'identity.link', retryLimit: 12 };

/** Tells somebody that their password is another. */
export const passwordJob: JobKind = { name: 'identity.password_letter', retryLimit: 12 };

export const hoursOf: Record<statements.Link['purpose'], number> = { prove: 48, reset: 2, invite: 168 };

export type LinkRequest =
  | { purpose: 'prove'; email: string; name: string; role: 'patient' | 'applicant'; language: Language | null }
  | { purpose: 'reset'; email: string };

export type LinkDeps = {
  database: Database;
  jobs: Jobs;
  mail: MailDoor;
  address: string;
};
export type Links = ReturnType<typeof openLinks>;

export function openLinks({ database, jobs, mail, address }: LinkDeps) {
  const letterheads = newHooks<[], string>();

  /** Writes down what was asked and answers; whether the address is known is found out later, by the job. */
  async function ask(wanted: LinkRequest): Promise<void> {
    await database.transaction(nobody, (tx) => request(tx, { id: randomUUID(), ...wanted }));
  }

  async function invite(tx: Transaction, account: statements.StoredAccount): Promise<void> {
    const { id: account_id, email } = account;
    await request(tx, { id: randomUUID(), purpose: 'invite', email, account_id, asked_by: tx.actor.account });
  }

  async function request(tx: Transaction, link: statements.NewLink): Promise<void> {
    await tx.count(statements.insertLink(link));
    await jobs.ask(tx, linkJob, { link: link.id });
  }

  /** The job: makes the token, sends the letter. A try that failed is made again with a token of its own. */
  async function send(id: string): Promise<void> {
    const link = await database.as(system).row<statements.Link>(statements.readLinkById(id));
    if (!link) return; // used, or swept meanwhile
    const account = await database.as(system).row<statements.StoredAccount>(statements.readStoredByEmail(link.email));
    const kind = letterFor(link, account);
    if (!kind) return;
    const language = account?.language ?? link.language;
    const [clinic = 'Salle'] = await letterheads.run();
    if (kind === 'known') {
      await mail.send({
        to: link.email,
        ...letter(kind, language, { clinic, link: `${address}/sign-in`, hours: 0 }),
      });
      return;
    }
    const hours = hoursOf[link.purpose];
    const url = await arm(link, hours);
    if (url === undefined) return; // ended since it was read
    await mail.send({ to: link.email, ...letter(kind, language, { clinic, link: url, hours }) });
  }

  /** The job: whoever did not do it themselves must know where to turn. */
  async function tellPasswordChanged(accountId: number): Promise<void> {
    const account = await database.as(system).row<statements.StoredAccount>(statements.readStored(accountId));
    if (!account || account.retired_at) return;
    const [clinic = 'Salle'] = await letterheads.run();
    const words = letter('changed', account.language, { clinic, link: `${address}/forgotten`, hours: 0 });
    await mail.send({ to: account.email, ...words });
  }

  /** Undefined where it has ended meanwhile: then what came after it lives on. */
  async function arm(link: Pick<statements.Link, 'id' | 'email'>, hours: number): Promise<string | undefined> {
    const token = newToken();
    return database.transaction(system, async (tx) => {
      if ((await tx.count(statements.armLink(link.id, hashed(token), hours))) === 0) return undefined;
      await tx.count(statements.killLinks(link.email, link.id));
      return linkWith(address, token);
    });
  }

  /** A link for somebody at the machine's own terminal, instead of a letter. */
  async function handOver(account: statements.StoredAccount): Promise<string> {
    const link = { id: randomUUID(), purpose: 'invite', email: account.email, account_id: account.id } as const;
    await database.as(system).rows(statements.insertLink(link));
    const url = await arm(link, 24);
    if (url === undefined) throw new Refusal('link_expired');
    return url;
  }

  async function read(token: string): Promise<statements.Link> {
    const link = await database.as(system).row<statements.Link>(statements.readLinkByToken(hashed(token)));
    if (!link) throw new Refusal('link_expired');
    return link;
  }

  return { ask, invite, send, tellPasswordChanged, handOver, read, whenLetter: letterheads.add };
}

/** The token stands behind a `#`, which browsers keep to themselves: no log ever sees it. */
export function linkWith(address: string, token: string): string {
  return `${address}/link#${token}`;
}

function letterFor(link: statements.Link, account: statements.StoredAccount | undefined): LetterKind | undefined {
  if (account?.retired_at) return undefined;
  if (link.purpose === 'prove') return account ? 'known' : 'prove';
  return account ? link.purpose : undefined;
}
