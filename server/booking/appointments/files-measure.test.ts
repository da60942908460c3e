import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { removeFile } from '#contract/files.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { added, pdf, until, upload } from './files-rig.ts';

let application: TestApplication;
before(async () => {
  application = await bootApplication({ demo: true });
});
after(() => application.close());

describe('a file', () => {
  test('refused at its first bytes is told so, though most of it has not come yet', async () => {
    for (let turn = 0; turn < 3; turn++) {
      assert.equal((await upload(application, Buffer.alloc(20_000_000, 'no pages'))).body.error, 'file_type');
    }
  });

  test('refused at its first bytes leaves a connection on which the next request is answered', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ends = request(`${application.address}/api/v1/files?name=a.pdf`, {
      agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${await application.tokenOf('patient')}`,
        'content-type': 'application/pdf',
      },
    });
    ends.end(Buffer.alloc(200_000, 'no pages'));
    const [refused] = (await once(ends, 'response')) as [IncomingMessage];
    assert.equal(JSON.parse(await text(refused)).error, 'file_type');
    const next = request(`${application.address}/api/v1/clinic`, { agent }).end();
    const [answered] = (await once(next, 'response')) as [IncomingMessage];
    assert.deepEqual([answered.statusCode, next.reusedSocket], [200, true]);
    agent.destroy();
  });

  test('under one Idempotency-Key is one file and one copy, one after the other or at once; other bytes are refused', async () => {
    const count = (await readdir(application.filesFolder)).length;
    const headers = { 'idempotency-key': 'the-same-file' };
    const first = await added(application, pdf, { headers });
    assert.deepEqual(await added(application, pdf, { headers }), first);
    const other = Buffer.concat([pdf, Buffer.from('.')]);
    assert.equal((await upload(application, other, { headers })).body.error, 'idempotency_mismatch');
    const once = { headers: { 'idempotency-key': 'at-once' } };
    const sent = await Promise.all(Array.from({ length: 6 }, () => added(application, pdf, once)));
    assert.equal(new Set(sent.map(({ id }) => id)).size, 1);
    assert.equal((await readdir(application.filesFolder)).length, count + 2);
  });

  test('is one of fifty loose ones at most, however many come at once; of the others nothing is kept', async () => {
    const as = 'lucas@salle.test';
    const count = (await readdir(application.filesFolder)).length;
    const sent = await Promise.all(Array.from({ length: 56 }, () => upload(application, pdf, { as })));
    assert.deepEqual(
      Object.entries(Object.groupBy(sent, ({ status }) => status)).map(([status, all]) => [status, all?.length]),
      [
        ['201', 50],
        ['422', 6],
      ],
    );
    assert(sent.some(({ body }) => body.error === 'too_many_files'));
    assert.equal((await readdir(application.filesFolder)).length, count + 50);
    assert.equal(await answeredUnread(application, as), '422 too_many_files');
  });

  test('is refused before it is read where a day’s measure is full; what was refused or removed counts', async () => {
    const as = 'omar@salle.test';
    const file = await added(application, pdf, { as });
    await application.as(as).ask(removeFile, { params: { id: file.id } });
    await upload(application, Buffer.from('not what it says'), { as });
    const { rows } = await application.owner.query<{ size: number }>(
      `select k.size from file_key k join account a on a.id = k.account_id where a.email = $1 order by k.made_at`,
      [as],
    );
    assert.deepEqual(
      rows.map(({ size }) => size),
      [pdf.length, 16],
    );
    await application.owner.query(
      `insert into file_key (key, account_id, size, is_underway, made_at) select 'before-' || n, id,
         case n when 1 then 26000000 else 26214400 end, false, now() from account, generate_series(1, 20) n where email = $1`,
      [as],
    );
    assert.equal(await answeredUnread(application, as, 26_000_000), '429 too_much_today');
    assert.equal((await upload(application, pdf, { as })).status, 201, 'there is room for a small one');
    await application.owner.query(`update file_key set made_at = made_at - interval '1 day' where key like 'before-%'`);
    const large = Buffer.concat([pdf, Buffer.alloc(26_000_000 - pdf.length)]);
    const { status } = await upload(application, large, { as });
    assert.equal(status, 201, 'a day later');
  });

  test('that others are bringing has its place until it is broken off', async () => {
    const as = 'lucas@salle.test';
    await application.owner.query(
      'delete from appointment_file f using account a where a.id = f.account_id and a.email = $1',
      [as],
    );
    await application.owner.query(
      `insert into appointment_file (account_id, name, type, size, key) select id, 'x.pdf', 'application/pdf', 1, 'loose-' || n
       from account, generate_series(1, 49) n where email = $1`,
      [as],
    );
    const { sent, answer } = await begin(application, as, 1_000_000);
    sent.on('error', () => {}); // it is we who cut it
    answer.catch(() => {});
    sent.write(pdf);
    await until(async () => (await underway()) === 1);
    assert.equal(await answeredUnread(application, as), '422 too_many_files');
    sent.destroy();
    await until(async () => (await underway()) === 0);
    assert.equal((await upload(application, pdf, { as })).status, 201);
  });

  async function underway(): Promise<number> {
    return (await application.owner.query('select from file_key where is_underway')).rowCount ?? 0;
  }
});

/** An upload whose head has been sent, and nothing else. */
async function begin({ address, tokenOf }: TestApplication, as: string, length: number) {
  const { hostname, port } = new URL(address);
  const headers = {
    authorization: `Bearer ${await tokenOf(as)}`,
    'content-type': 'application/pdf',
    'content-length': String(length),
  };
  const sent = request({ hostname, port, method: 'POST', path: '/api/v1/files?name=a.pdf', headers });
  const answer = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.flushHeaders();
  return { sent, answer };
}

/** How an upload is refused of which no byte has come. */
async function answeredUnread(application: TestApplication, as: string, length = 1000): Promise<string> {
  const { sent, answer } = await begin(application, as, length);
  const [response] = await answer;
  const { error } = JSON.parse(await text(response));
  sent.on('error', () => {}); // the rest is never sent
  sent.destroy();
  return `${response.statusCode} ${error}`;
}
