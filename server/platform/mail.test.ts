import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { forgotten, listMail } from '#contract/identity.ts';
import { bootApplication } from '#test/application.ts';
import { openMail } from './mail.ts';

/** A mail server that takes letters, or refuses them for now. */
async function openMailServer() {
  const taken: string[] = [];
  const state = { refuses: false, refused: 0 };
  const server = createServer((socket) => void serve(socket));
  async function serve(socket: Socket): Promise<void> {
    socket.write('220 ready\r\n');
    let letter: string[] | undefined;
    for await (const line of createInterface(socket)) {
      if (letter && line !== '.') letter.push(line);
      else if (letter) {
        taken.push(letter.join('\n'));
        letter = undefined;
        socket.write('250 taken\r\n');
      } else if (line.startsWith('MAIL') && state.refuses) {
        state.refused += 1;
        socket.write('451 later\r\n');
      } else if (line === 'DATA') {
        letter = [];
        socket.write('354 go on\r\n');
      } else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, taken, state, [Symbol.asyncDispose]: async () => void server.close() };
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const patience = performance.now() + 60_000;
  while (!isSo()) {
    assert(performance.now() < patience, `waited in vain: ${what}`);
    await tick(10);
  }
}

describe('with a mail server', () => {
  test('letters go there, and nothing is kept', async () => {
    await using smtp = await openMailServer();
    await using application = await bootApplication({ demo: true, env: { SMTP_URL: smtp.url } });
    await application.nobody.ask(forgotten, { body: { email: 'omar@salle.test' } });
    await until('a letter', () => smtp.taken.length > 0);
    assert.match(smtp.taken[0] ?? '', /^To: omar@salle\.test$/m);
    assert.match(smtp.taken[0] ?? '', /^From: Salle <no-reply@/m);
    assert.deepEqual((await application.as('admin').ask(listMail)).data, { kept: false, mail: [] });
  });

  test('an invitation goes as mail programs look for it: beside the words, with its method', async () => {
    await using smtp = await openMailServer();
    const mail = openMail({ smtpUrl: smtp.url, folder: '', from: 'Salle <no-reply@x>' });
    const text = 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
    const letter = { to: 'a@example.org', subject: 'One', text: 'words' };
    await mail.send({ ...letter, invitation: { method: 'CANCEL', text } });
    const [whole = ''] = smtp.taken;
    assert.match(whole, /^Content-Type: multipart\/alternative/m);
    assert.match(whole, /^Content-Type: text\/calendar;[^\n]*method=CANCEL/m);
    assert.match(whole, /filename="?invitation\.ics"?/);
    assert(whole.includes('BEGIN:VCALENDAR') || whole.includes(Buffer.from(text).toString('base64').slice(0, 40)));
  });

  test('that refuses for now, the letter is tried again', async () => {
    await using smtp = await openMailServer();
    await using application = await bootApplication({ demo: true, env: { SMTP_URL: smtp.url } });
    smtp.state.refuses = true;
    await application.nobody.ask(forgotten, { body: { email: 'omar@salle.test' } });
    await until('a refusal', () => smtp.state.refused > 0);
    await until('a failure told', () => application.logs.some(({ event }) => event === 'job_failed'));
    assert(!JSON.stringify(application.logs).includes('omar@salle.test'), 'the log names nobody');
    smtp.state.refuses = false;
    const retry = `update pgboss.job set start_after = now() where name = 'identity.link' and state = 'retry'`;
    let due: number | null = 0;
    while (due === 0) due = (await application.owner.query(retry)).rowCount;
    await until('the letter', () => smtp.taken.length === 1);
  });
});

describe('without one', () => {
  test('each letter is a file of one’s own, whole, newest first, and nobody else’s to read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'salle-mail-test-'));
    try {
      const mail = openMail({ smtpUrl: undefined, folder: join(folder, 'mail'), from: 'Salle <no-reply@x>' });
      assert.deepEqual(await mail.kept(), []);
      const words = 'Subject: not a header\n\nTwo paragraphs.\n';
      await mail.send({ to: 'a@example.org', subject: 'One\nTo: evil@example.org', text: words });
      await mail.send({ to: 'b@example.org', subject: 'حسابك', text: 'two' });
      const kept = (await mail.kept()) ?? [];
      assert.deepEqual(
        kept.map(({ to, subject }) => [to, subject]),
        [
          ['b@example.org', 'حسابك'],
          ['a@example.org', 'One To: evil@example.org'],
        ],
      );
      assert.equal(kept[1]?.text, words);
      const [file = ''] = await readdir(join(folder, 'mail'));
      assert.equal((await stat(join(folder, 'mail', file))).mode & 0o077, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
