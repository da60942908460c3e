import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as tick } from 'node:timers/promises';
import pg from 'pg';
import { makeToken } from '#contract/identity.ts';
import type { Role } from '#contract/route.ts';
import { type ApplicationOptions, openApplication } from '#server/app.ts';
import { demoDoctors, demoPassword } from '#server/clinic/demo-people.ts';
import { readConfig } from '#server/platform/config.ts';
import { openLog } from '#server/platform/log.ts';
import { type KeptLetter, openMail } from '#server/platform/mail.ts';
import { ensureBuilt } from '../web/build.ts';
import { type Client, newClient } from './client.ts';
import { asProgram, type Connection, cloneDatabase, testSecret, testTimezone } from './cluster.ts';
import { openVisitor, type Visitor } from './visitor.ts';

export type BootOptions = {
  /** with the demo clinic in it, and its accounts */
  demo?: boolean;
  /** settings as the program reads them */
  env?: Readonly<Record<string, string>>;
  /** with the web pages, built first where they are not */
  pages?: boolean;
  now?: () => Temporal.Instant;
  /** who has a tie with whom, beside those whom the rooms know of */
  ties?: ApplicationOptions['ties'];
};

/** A demo account by its role, or any account by its address. */
export type Who = Role | 'applicant' | (string & {});

export type LogLine = Readonly<Record<string, unknown>>;

/** The whole program in this process, on a port and a database of its own. */
export type TestApplication = {
  address: string;
  connection: Connection;
  /** signed in once, by a token; an account that is not of the demo brings its password */
  as(who: Who, password?: string): Client;
  /** the token of that sign-in */
  tokenOf(who: Who, password?: string): Promise<string>;
  nobody: Client;
  /** a browser that nobody has used yet */
  visitor(origin?: string): Visitor;
  /** the database's owner, who may age rows and looks past row-level security */
  owner: pg.Client;
  /** where uploaded files lie */
  filesFolder: string;
  /** every letter so far, newest first */
  mail(): Promise<KeptLetter[]>;
  /** the letter to an address, the first or a later one; waits until it is sent */
  letterTo(email: string, nth?: number): Promise<KeptLetter>;
  /** what the program has logged, debug lines and all */
  logs: readonly LogLine[];
  adminLink(email: string): Promise<string>;
  /** how long the database and the application took, in milliseconds */
  took: { database: number; application: number };
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export const password = demoPassword;
const applicant = demoDoctors.find(({ waits }) => waits)?.email ?? '';
const emails: Readonly<Record<string, string>> = {
  admin: 'admin@salle.test',
  receptionist: 'reception@salle.test',
  doctor: 'amina.haddad@salle.test',
  applicant,
  patient: 'yasmine@salle.test',
};

export function emailOf(who: Who): string {
  return emails[who] ?? who;
}

export async function bootApplication(options: BootOptions = {}): Promise<TestApplication> {
  await using half = new AsyncDisposableStack();
  const pages = options.pages ? await ensureBuilt() : undefined;
  const mailFolder = await mkdtemp(join(tmpdir(), 'salle-mail-'));
  half.defer(() => rm(mailFolder, { recursive: true, force: true }));
  const filesFolder = join(mailFolder, 'files');

  const begun = performance.now();
  const { connection, drop } = await cloneDatabase(options.demo ? 'demo' : 'empty');
  half.defer(drop);
  const cloned = performance.now();
  const logs: LogLine[] = [];
  const application = await openApplication({
    config: readConfig({ ...usualSettings(options), ...options.env }),
    ...asProgram(connection),
    secret: testSecret,
    pages,
    mailFolder,
    filesFolder,
    log: openLog({ level: 'debug', destination: { write: (line) => void logs.push(JSON.parse(line)) } }),
    ...(options.now ? { now: options.now } : {}),
    ...(options.ties ? { ties: options.ties } : {}),
  });
  half.defer(() => application.close());
  const opened = performance.now();

  const owner = new pg.Client(connection);
  await owner.connect();
  half.defer(() => owner.end());
  const { address } = application;
  const tokenOf = newTokens(address);
  const mail = async () => (await openMail({ smtpUrl: undefined, folder: mailFolder, from: '' }).kept()) ?? [];
  const all = half.move();
  const close = () => all.disposeAsync();
  return {
    address,
    connection,
    owner,
    logs,
    filesFolder,
    mail,
    adminLink: application.adminLink,
    nobody: newClient(address, () => ({})),
    as: (who, typed) => newSignedInClient(address, () => tokenOf(who, typed)),
    tokenOf,
    visitor: (origin = address) => openVisitor(address, origin),
    letterTo: (email, nth = 1) => nthLetter(mail, email, nth),
    took: { database: cloned - begun, application: opened - cloned },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function usualSettings({ demo }: BootOptions): Record<string, string> {
  return { PORT: '0', SALLE_DEMO: demo ? '1' : '0', CLINIC_TIMEZONE: testTimezone };
}

function newTokens(address: string): TestApplication['tokenOf'] {
  const tokens = new Map<string, Promise<string>>();
  return (who, typed = demoPassword) => {
    const email = emailOf(who);
    const token = tokens.get(email) ?? tokenFor(address, email, typed);
    tokens.set(email, token);
    return token;
  };
}

/** A client that signs in when it is first used. */
function newSignedInClient(address: string, token: () => Promise<string>): Client {
  const ready = async () => {
    const authorization = `Bearer ${await token()}`;
    return newClient(address, () => ({ authorization }));
  };
  return {
    call: async (route, asked) => (await ready()).call(route, asked),
    ask: async (route, asked) => (await ready()).ask(route, asked),
    refused: async (route, asked) => (await ready()).refused(route, asked),
  };
}

/** A token for whoever has this password. */
export async function tokenFor(address: string, email: string, typed = demoPassword): Promise<string> {
  const body = { email, password: typed, name: 'tests' };
  return (await newClient(address, () => ({})).ask(makeToken, { body })).data.token;
}

async function nthLetter(mail: () => Promise<KeptLetter[]>, email: string, nth: number): Promise<KeptLetter> {
  const patience = performance.now() + 60_000;
  for (;;) {
    const letters = (await mail()).filter(({ to }) => to === email);
    const letter = letters.at(-nth);
    if (letter) return letter;
    assert(performance.now() < patience, `waited in vain for letter ${nth} to ${email}`);
    await tick(10);
  }
}

/** The token of the link in a letter. */
export function linkToken(letter: { text: string }): string {
  const token = /\/link#(\S+)/.exec(letter.text)?.[1];
  assert(token, 'the letter has a link');
  return token;
}
