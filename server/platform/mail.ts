import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { asTamed } from '#contract/characters.ts';

/** An iCalendar text that mail programs put into the calendar, or take out of it. */
export type Invitation = { method: 'REQUEST' | 'CANCEL'; text: string };
export type Letter = { to: string; subject: string; text: string; invitation?: Invitation };
export type KeptLetter = Omit<Letter, 'invitation'> & { id: string; sent_at: string; invitation?: string };

/** The one door through which mail leaves. Only jobs use it: a letter is never sent from inside a transaction. */
export type MailDoor = {
  send(letter: Letter): Promise<void>;
  /** no mail server takes them */
  readonly isKept: boolean;
  /** letters kept as files, newest first; undefined where a mail server takes them */
  kept(): Promise<KeptLetter[] | undefined>;
};

export function openMail(options: { smtpUrl: string | undefined; folder: string; from: string }): MailDoor {
  const { smtpUrl, folder, from } = options;
  const door = smtpUrl ? openMailServer(smtpUrl, from) : openMailFolder(folder, from);
  // a subject is a header: what would end it would begin another
  return { ...door, send: (letter) => door.send({ ...letter, subject: asTamed(letter.subject) }) };
}

function openMailServer(url: string, from: string): MailDoor {
  const transport = nodemailer.createTransport(url, { from });
  return {
    send: async ({ invitation, ...letter }) => {
      await transport.sendMail(invitation ? { ...letter, icalEvent: asAttachment(invitation) } : letter);
    },
    isKept: false,
    kept: async () => undefined,
  };
}

function asAttachment({ method, text }: Invitation) {
  return { method, filename: 'invitation.ics', content: text };
}

const shown = 200;

/** Without a mail server every letter is a text file: what a person needs on top, then the words. An invitation lies beside. */
function openMailFolder(folder: string, from: string): MailDoor {
  return {
    send: async ({ to, subject, text, invitation }) => {
      const sentAt = new Date().toISOString();
      const id = `${sentAt.replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
      const words = `To: ${asTamed(to)}\nFrom: ${from}\nDate: ${sentAt}\nSubject: ${subject}\n\n${text}`;
      if (invitation) await write(folder, `${id}.ics`, invitation.text); // the words lead to it
      await writeWhole(folder, `${id}.txt`, words);
    },
    isKept: true,
    kept: async () => {
      const names = (await readdir(folder).catch(noFolder))
        .filter((name) => /^\d.*\.txt$/.test(name))
        .sort()
        .reverse();
      return Promise.all(names.slice(0, shown).map((name) => readLetter(folder, name)));
    },
  };
}

/** Written aside first, so that nobody reads half of it. */
async function writeWhole(folder: string, name: string, words: string): Promise<void> {
  await write(folder, `.${name}`, words);
  await rename(join(folder, `.${name}`), join(folder, name));
}

async function write(folder: string, name: string, words: string): Promise<void> {
  const writing = () => writeFile(join(folder, name), words, { mode: 0o600 });
  await writing().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 }); // the first letter
    await writing();
  });
}

async function readLetter(folder: string, name: string): Promise<KeptLetter> {
  const id = name.slice(0, -'.txt'.length);
  const words = await readFile(join(folder, name), 'utf8');
  const invitation = await readFile(join(folder, `${id}.ics`), 'utf8').catch(noFile);
  const end = words.indexOf('\n\n');
  const head = new Map(words.slice(0, end).split('\n').map(headerOf));
  return {
    id,
    to: head.get('To') ?? '',
    subject: head.get('Subject') ?? '',
    sent_at: head.get('Date') ?? '',
    text: words.slice(end + 2),
    ...(invitation === undefined ? {} : { invitation }),
  };
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined; // most letters bring none
  throw error;
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []; // nothing was sent yet
  throw error;
}
