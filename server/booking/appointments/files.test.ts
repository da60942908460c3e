import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { changeMedical, readMedical } from '#contract/appointments.ts';
import { book } from '#contract/booking.ts';
import { largestFile, readFile, removeFile } from '#contract/files.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { openStorage } from '#server/platform/storage/storage.ts';
import { openBucketServer } from '#server/platform/storage/storage-rig.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, pathOf } from '#test/client.ts';
import { openBookingLog } from '../booking-log.ts';
import { doctorId, freeStarts } from '../booking-rig.ts';
import { openFiles } from './files.ts';
import { added, pdf, upload } from './files-rig.ts';

const others: Record<string, Buffer> = {
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1]),
  'image/png': Buffer.from('\x89PNG\r\n\x1a\n and the rest', 'latin1'),
  'image/webp': Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
  'image/heic': Buffer.from('\x00\x00\x00\x18ftypheic\x00\x00', 'latin1'),
  'text/plain': Buffer.from('Allergique à la pénicilline. حساسية'),
};

async function bookedWith(application: TestApplication, start: string, files: number[]) {
  const body = { doctor_id: await doctorId(application), scheduled_at: start, consult_mode: 'in_person' as const };
  return application.as('patient').call(book, { body: { ...body, medical: { complaint: 'See the file', files } } });
}

async function download({ address, tokenOf }: TestApplication, as: string, id: number, file: number) {
  const path = pathOf(readFile, { id, file_id: file });
  return fetch(address + path, { headers: { authorization: `Bearer ${await tokenOf(as)}` } });
}

let application: TestApplication;
let yasmine: Client;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true });
  yasmine = application.as('patient');
  free = await freeStarts(application.nobody, await doctorId(application));
});
after(() => application.close());

describe('a file', () => {
  test('is uploaded as it is, booked with, and read by the family and the treating doctor alone', async () => {
    const name = 'Ordonnance "été"; د.pdf';
    const file = await added(application, pdf, { name });
    assert.deepEqual(file, { id: file.id, name, type: 'application/pdf', size: pdf.length });
    const made = await bookedWith(application, free.shift() as string, [file.id]);
    assert.equal(made.status, 201);
    const id = (made.body as { data: { id: number } }).data.id;

    for (const as of ['patient', 'doctor']) {
      const answer = await download(application, as, id, file.id);
      assert.equal(answer.status, 200);
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), pdf);
      const head = (key: string) => answer.headers.get(key) ?? '';
      assert.equal(head('content-type'), 'application/pdf');
      assert.match(head('content-disposition'), /^attachment; filename="[\w. -]+"; filename\*=UTF-8''Ordonnance%20/);
      assert.equal(head('x-content-type-options'), 'nosniff');
      assert.equal(head('content-security-policy'), 'sandbox');
      assert.equal(head('cache-control'), 'private, no-store');
    }
    for (const [as, status] of [
      ['omar@salle.test', 404] as const,
      ['karim.benali@salle.test', 404] as const,
      ['receptionist', 403] as const,
      ['admin', 403] as const,
    ]) {
      assert.equal((await download(application, as, id, file.id)).status, status, as);
    }
    const { rows } = await application.owner.query(
      `select role, details from audit where subject_id = $1 and action = 'file.read' order by id`,
      [id],
    );
    const details = { file: file.id };
    assert.deepEqual(rows, [
      { role: 'patient', details },
      { role: 'doctor', details },
    ]);
    assert.equal(await yasmine.refused(removeFile, { params: { id: file.id } }), '404 not_found');
  });

  test('is what its first bytes tell, whatever is said of it, and its name ends accordingly', async () => {
    for (const [type, bytes] of Object.entries(others)) {
      assert.equal((await added(application, bytes, { type })).type, type);
      assert.equal(
        (await upload(application, Buffer.from('\u0000MZ no such thing at all'), { type })).status,
        415,
        type,
      );
    }
    const picture = others['image/png'] as Buffer;
    const found = await added(application, picture, { name: 'letter.exe' });
    assert.deepEqual([found.type, found.name], ['image/png', 'letter.png']);
    const disguised = await added(application, pdf, { type: 'text/plain', name: 'results.html' });
    assert.deepEqual([disguised.type, disguised.name], ['application/pdf', 'results.pdf']);
    const page = await added(application, Buffer.from('<script>'), { type: 'text/plain', name: 'page.html' });
    assert.deepEqual([page.type, page.name], ['text/plain', 'page.txt']);
    assert.equal((await upload(application, Buffer.from('some words'))).body.error, 'file_type', 'said to be a PDF');
    assert.equal((await upload(application, Buffer.from([0x41, 0xff, 0xfe]), { type: 'text/plain' })).status, 415);
    for (const type of ['text/html', 'image/svg+xml', 'application/json', 'application/octet-stream']) {
      assert.equal((await upload(application, pdf, { type })).body.error, 'file_type', type);
    }
    assert.equal((await upload(application, Buffer.alloc(0))).status, 400);
    const kept = await application.owner.query('select from appointment_file where type = any ($1)', [['text/html']]);
    assert.equal(kept.rowCount, 0);
  });

  test('may come in small pieces, and has no more than 25 MB, said or not', async () => {
    const drops = new ReadableStream({
      start(controller) {
        for (const byte of pdf) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    assert.equal((await added(application, drops)).size, pdf.length);
    const largest = Buffer.concat([pdf, Buffer.alloc(largestFile - pdf.length)]);
    assert.equal((await added(application, largest)).size, largestFile);
    const count = (await readdir(application.filesFolder)).length;
    const larger = Buffer.concat([largest, Buffer.from('x')]);
    assert.equal((await upload(application, larger)).body.error, 'payload_too_large');
    const unsaid = new ReadableStream({
      start(controller) {
        for (let at = 0; at < larger.length; at += 65_536) controller.enqueue(larger.subarray(at, at + 65_536));
        controller.close();
      },
    });
    assert.equal((await upload(application, unsaid)).body.error, 'payload_too_large');
    assert.equal((await readdir(application.filesFolder)).length, count, 'nothing of it is kept');
  });

  test('cut off in the middle leaves nothing', async () => {
    const count = (await readdir(application.filesFolder)).length;
    const { hostname, port } = new URL(application.address);
    const headers = {
      authorization: `Bearer ${await application.tokenOf('patient')}`,
      'content-type': 'application/pdf',
      'content-length': '1000000',
    };
    const sent = request({ hostname, port, method: 'POST', path: '/api/v1/files?name=a.pdf', headers });
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    sent.on('error', () => {}); // it is we who cut it
    sent.on('close', close);
    sent.write(pdf);
    const patience = performance.now() + 60_000;
    while ((await readdir(application.filesFolder)).length === count) {
      assert(performance.now() < patience, 'it began to come');
      await tick(5);
    }
    sent.destroy();
    await closed;
    while ((await readdir(application.filesFolder)).length > count) {
      assert(performance.now() < patience, 'it is gone again');
      await tick(5);
    }
  });

  test('is removed while it is loose, by whoever brought it; and cannot be booked with afterwards', async () => {
    const file = await added(application, pdf);
    const at = { params: { id: file.id } };
    assert.equal(await application.as('omar@salle.test').refused(removeFile, at), '404 not_found');
    const stolen = await application
      .as('omar@salle.test')
      .refused(book, { body: { ...(await omarsWish()), medical: { complaint: '', files: [file.id] } } });
    assert.equal(stolen, '422 file_gone');
    const count = (await readdir(application.filesFolder)).length;
    await yasmine.ask(removeFile, at);
    assert.equal((await readdir(application.filesFolder)).length, count - 1);
    assert.equal((await bookedWith(application, free[0] as string, [file.id])).status, 422);
  });

  const omarsWish = async () => ({
    doctor_id: await doctorId(application),
    scheduled_at: free[0] as string,
    consult_mode: 'in_person' as const,
  });
});

describe('what the doctor is told', () => {
  test('may be changed until it begins, with other files, and is read under an audit', async () => {
    const [one, two] = [await added(application, pdf), await added(application, pdf)];
    const made = await bookedWith(application, free.shift() as string, [one.id]);
    const id = (made.body as { data: { id: number } }).data.id;
    const at = { params: { id } };
    const blank = { symptoms: '', history: '', medications: '' };
    assert.deepEqual((await yasmine.ask(readMedical, at)).data, {
      complaint: 'See the file',
      ...blank,
      allergies: '',
      files: [one],
    });
    const words = { complaint: 'Palpitations', allergies: 'Penicillin' };
    const changed = await yasmine.ask(changeMedical, { ...at, body: { ...words, files: [two.id] } });
    assert.deepEqual(changed.data, { ...words, ...blank, files: [two] });
    assert.deepEqual((await yasmine.ask(changeMedical, { ...at, body: words })).data.files, [two]);
    const none = { ...words, files: [2_000_000] };
    assert.equal(await yasmine.refused(changeMedical, { ...at, body: none }), '422 file_gone');

    assert.deepEqual((await application.as('doctor').ask(readMedical, at)).data, changed.data);
    for (const [as, told] of [
      ['omar@salle.test', '404 not_found'] as const,
      ['karim.benali@salle.test', '404 not_found'] as const,
      ['receptionist', '403 forbidden'] as const,
      ['admin', '403 forbidden'] as const,
    ]) {
      assert.equal(await application.as(as).refused(readMedical, at), told, as);
    }
    assert.equal(
      await application.as('omar@salle.test').refused(changeMedical, { ...at, body: words }),
      '404 not_found',
    );
    const { rows } = await application.owner.query<{ action: string; role: string }>(
      `select action, role from audit where subject_id = $1 and action like 'medical.%' order by id`,
      [id],
    );
    assert.deepEqual(
      rows.map(({ action, role }) => `${role} ${action}`),
      ['patient medical.read', 'patient medical.changed', 'patient medical.changed', 'doctor medical.read'],
    );
    const log = JSON.stringify(application.logs);
    for (const word of ['Palpitations', 'Penicillin', 'letter.pdf']) assert(!log.includes(word), word);

    await application.owner.query(`update appointment set status = 'in_progress' where id = $1`, [id]);
    assert.equal(await yasmine.refused(changeMedical, { ...at, body: words }), '409 invalid_transition');
    await application.owner.query(`update appointment set status = 'confirmed' where id = $1`, [id]);
    await application.owner.query(
      `update appointment set during = tstzrange(now() - interval '1 minute', now() + interval '29 minutes'),
         blocked = tstzrange(now() - interval '1 minute', now() + interval '29 minutes'), overbooked = true where id = $1`,
      [id],
    );
    assert.equal(await yasmine.refused(changeMedical, { ...at, body: words }), '409 invalid_transition');
  });
});

describe('the store', () => {
  test('is swept of what nobody booked with, a day later, rows and bytes; a bucket serves as well', async () => {
    await using bucket = await openBucketServer();
    let later = Temporal.Duration.from({ hours: 0 });
    const now = () => Temporal.Now.instant().add(later);
    await using elsewhere = await bootApplication({
      demo: true,
      env: { FILES_URL: bucket.url.href },
      now,
    });
    const [kept, loose] = [await added(elsewhere, pdf), await added(elsewhere, pdf)];
    const [start = ''] = await freeStarts(elsewhere.nobody, await doctorId(elsewhere));
    const made = await bookedWith(elsewhere, start, [kept.id]);
    assert.equal(made.status, 201);
    const id = (made.body as { data: { id: number } }).data.id;
    await elsewhere.owner.query(
      `insert into file_key select 'half-way-and-then-lost', min(id), 1, true, now() from account`,
    );
    const half = join(elsewhere.filesFolder, '.half-of-a-file');
    await writeFile(half, 'half');
    await utimes(half, new Date(), Temporal.Now.instant().subtract({ minutes: 1 }).epochMilliseconds / 1000);
    const refused = await upload(elsewhere, Buffer.alloc(200_000, 'no pages'));
    assert.equal(refused.body.error, 'file_type');
    assert.equal(bucket.objects.size, 2);

    later = Temporal.Duration.from({ hours: 25 });
    const database = openDatabase({ connection: elsewhere.connection, size: 2, log: openLog({ level: 'error' }) });
    const storage = openStorage({ url: bucket.url, folder: elsewhere.filesFolder });
    await openFiles({ database, storage, log: openBookingLog(openLog()), now }).sweep();
    await database.close();
    assert.deepEqual(await readdir(elsewhere.filesFolder), []);
    assert.equal(bucket.objects.size, 1);
    const { rows } = await elsewhere.owner.query<{ id: number }>('select id from appointment_file');
    assert.deepEqual(rows, [{ id: kept.id }]);
    assert.equal((await elsewhere.owner.query('select from file_key')).rowCount, 1);
    const answer = await download(elsewhere, 'doctor', id, kept.id);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), pdf);
    assert.equal((await elsewhere.as('patient').call(removeFile, { params: { id: loose.id } })).status, 404);
  });
});
