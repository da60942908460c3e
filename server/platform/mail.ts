import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';

export type Letter = { to: string; subject: string; text: string };
export type KeptLetter = Letter & { id: string; sent_at: string };

/** The one door through which mail leaves. Only jobs use it: a letter is never sent from inside a transaction. */
export type MailDoor = {
  send(letter: Letter): Promise<void>;
  /** letters kept as files, newest first; undefined where a mail server takes them */
  kept(): Promise<KeptLetter[] | undefined>;
};

export function openMail(options: { smtpUrl: string | undefined; folder: string; from: string }): MailDoor {
  return options.smtpUrl ? mailServer(options.smtpUrl, options.from) : mailFolder(options.folder, options.from);
}

function mailServer(url: string, from: string): MailDoor {
  const transport = nodemailer.createTransport(url, { from });
  return {
    send: async (letter) => {
      await transport.sendMail(letter);
    },
    kept: async () => undefined,
  };
}

const shown = 200;

/** Without a mail server every letter is a text file: what a person needs on top, then the words. */
function mailFolder(folder: string, from: string): MailDoor {
  return {
    send: async ({ to, subject, text }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const sentAt = new Date().toISOString();
      const name = `${sentAt.replaceAll(':', '-')}-${randomUUID().slice(0, 8)}.txt`;
      const words = `To: ${oneLine(to)}\nFrom: ${from}\nDate: ${sentAt}\nSubject: ${oneLine(subject)}\n\n${text}`;
      // Written aside first, so that nobody reads half a letter.
      const aside = join(folder, `.${name}`);
      await writeFile(aside, words, { mode: 0o600 });
      await rename(aside, join(folder, name));
    },
    kept: async () => {
      const names = (await readdir(folder).catch(noFolder))
        .filter((name) => /^\d.*\.txt$/.test(name))
        .sort()
        .reverse();
      return Promise.all(names.slice(0, shown).map((name) => readLetter(folder, name)));
    },
  };
}

async function readLetter(folder: string, name: string): Promise<KeptLetter> {
  const words = await readFile(join(folder, name), 'utf8');
  const end = words.indexOf('\n\n');
  const head = new Map(words.slice(0, end).split('\n').map(headerOf));
  return {
    id: name.slice(0, -'.txt'.length),
    to: head.get('To') ?? '',
    subject: head.get('Subject') ?? '',
    sent_at: head.get('Date') ?? '',
    text: words.slice(end + 2),
  };
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []; // nothing was sent yet
  throw error;
}
