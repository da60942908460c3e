import { type Database, system, type Transaction } from '#server/platform/database.ts';
import type { JobData, JobKind, Jobs } from '#server/platform/jobs.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import * as statements from './acting.sql.ts';
import { type ActingNews, actingWords, askedWords, refusedWords } from './acting-words.ts';

/** One letter about who acts for whom. Neither the address nor a token stands in the job. */
export const actingLetterJob: JobKind = { name: 'clinic.acting_letter', retryLimit: 12 };

type LetterKind = ActingNews | 'asked' | 'refused';
export type ActingLetters = ReturnType<typeof openActingLetters>;
export type ActingLettersDeps = { database: Database; jobs: Jobs; mail: MailDoor; address: string };

/** Whom it concerns is always told by letter: whoever acts, the others who do, and the address in the patient's record. */
export function openActingLetters({ database, jobs, mail, address }: ActingLettersDeps) {
  /** A job for each, so that one that cannot be sent is tried again without the others. */
  async function ask(tx: Transaction, letter: LetterKind, id: number, to: readonly number[]): Promise<void> {
    const each = [...new Set(to)].map((account) => ({ letter, id, to: account }));
    await jobs.askAll(tx, actingLetterJob, each);
  }

  /** The job. */
  async function send({ letter, id, to }: JobData): Promise<void> {
    if (letter === 'asked') return sendAsked(Number(id), Number(to));
    if (letter === 'refused') return sendRefused(Number(id), Number(to));
    const news = await database.as(system).row<statements.News>(statements.readNews(Number(id), Number(to)));
    if (!news?.email) return;
    const { email, language, ...about } = news;
    const words = actingWords(letter as ActingNews, language ?? 'en', { ...about, link: `${address}/family` });
    await mail.send({ to: email, ...words });
  }

  /** The link is made as it goes out, so no token is at rest anywhere; a try that failed is made again with another. */
  async function sendAsked(request: number, to: number): Promise<void> {
    const asked = await database.as(system).row<statements.Asked>(statements.readAsked(request, to));
    if (!asked?.is_open) return;
    const token = newToken();
    await database.as(system).rows(statements.armLink(request, to, hashed(token)));
    const { email, language, ...about } = asked;
    const words = askedWords(language ?? 'en', { ...about, link: `${address}/consent#${token}` });
    await mail.send({ to: email, ...words });
  }

  async function sendRefused(request: number, to: number): Promise<void> {
    const asked = await database.as(system).row<statements.Asked>(statements.readAsked(request, to));
    if (asked) await mail.send({ to: asked.email, ...refusedWords(asked.language ?? 'en', asked.clinic) });
  }

  return {
    ask,
    send,
    /** the address in the patient's record, in the place of an account */
    record: 0,
  };
}
