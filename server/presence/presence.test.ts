import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { authorizeChannel } from '#contract/broadcasting.ts';
import { channelName } from '#contract/channel.ts';
import { signOut } from '#contract/identity.ts';
import { deviceInUse, personStatus } from '#contract/presence.events.ts';
import { readPresence } from '#contract/presence.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { newLeapingClock, newSomebody, newTie, openDevice, type Somebody, watch } from './presence-rig.ts';

const time = newLeapingClock();
const tied: [Somebody, Somebody][] = [];
let application: TestApplication;
let doctor: Somebody;
let patient: Somebody;
before(async () => {
  application = await bootApplication({ now: time.now, ties: [newTie([]), newTie(tied)] });
});
after(() => application.close());
beforeEach(async () => {
  doctor = await newSomebody(application.owner, 'doctor');
  patient = await newSomebody(application.owner);
  tied.push([doctor, patient]);
});

const as = ({ token }: Somebody): Client =>
  newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
const device = (of: Somebody) => openDevice(application.address, of);
const seen = async (by: Somebody, ...people: Somebody[]) =>
  (await as(by).ask(readPresence, { query: { user_ids: people.map(({ id }) => id).join() } })).data;

/** Once another who went later is told to be gone, whoever went before is known to be gone. */
async function longAfter(): Promise<void> {
  const [other, witness] = [await newSomebody(application.owner), await newSomebody(application.owner)];
  tied.push([other, witness]);
  const watcher = await watch(application.address, witness, other);
  const last = await device(other);
  await watcher.hears('online');
  last.close();
  await watcher.hears('online offline', () => time.leap(1));
}

describe('whoever has a tie sees', () => {
  let watcher: Awaited<ReturnType<typeof watch>>;
  beforeEach(async () => {
    watcher = await watch(application.address, doctor, patient);
  });

  test('that a person comes with the first device and goes with the last, and when that was', async () => {
    assert.deepEqual(await seen(doctor, patient), [{ user_id: patient.id, status: 'offline', last_seen_at: null }]);
    const [one, two] = [await device(patient), await device(patient)];
    await watcher.hears('online');
    assert.deepEqual(await seen(doctor, patient), [{ user_id: patient.id, status: 'online', last_seen_at: null }]);
    one.close();
    await longAfter();
    assert.equal((await seen(doctor, patient))[0]?.status, 'online');
    two.close();
    const went = time.now().epochMilliseconds;
    await watcher.hears('online offline', () => time.leap(1));
    assert.deepEqual(await seen(doctor, patient), watcher.heard.slice(-1));
    const lastSeen = Date.parse(watcher.heard[1]?.last_seen_at ?? '');
    assert(lastSeen >= went - 1 && lastSeen < time.now().epochMilliseconds - 9_000, 'not when it was told');
  });

  test('nothing of a page that is loaded anew', async () => {
    (await device(patient)).close();
    time.leap(8);
    const again = await device(patient);
    await longAfter();
    again.close();
    await watcher.hears('online offline', () => time.leap(1));
  });

  test('that nobody uses their devices, and that they are back at once', async () => {
    const [phone, desk] = [await device(patient), await device(patient)];
    await watcher.hears('online');
    phone.putDown();
    await longAfter();
    assert.equal((await seen(doctor, patient))[0]?.status, 'online');
    desk.putDown();
    await watcher.hears('online away', () => time.leap(1));
    assert.deepEqual(await seen(doctor, patient), [{ user_id: patient.id, status: 'away', last_seen_at: null }]);
    phone.pickUp();
    await watcher.hears('online away online');
    phone.close();
    desk.close();
    await watcher.hears('online away online offline', () => time.leap(1));
  });

  test('that somebody has signed out, though their socket stays', async () => {
    const here = await device(patient);
    await watcher.hears('online');
    await as(patient).ask(signOut);
    await watcher.hears('online offline', () => time.leap(1));
    here.close();
  });
});

describe('whoever has none', () => {
  const listen = (who: Somebody, channel_name: string) =>
    as(who).call(authorizeChannel, { body: { socket_id: '1.1', channel_name } });

  test('neither hears nor reads; one always sees oneself', async () => {
    const stranger = await newSomebody(application.owner, 'admin');
    assert.deepEqual(await seen(stranger, doctor, patient), []);
    assert.equal((await listen(stranger, channelName(personStatus, patient.id))).status, 403);
    assert.equal((await listen(doctor, channelName(personStatus, patient.id))).status, 200);
    assert.deepEqual(
      (await seen(patient, patient, doctor, stranger, patient)).map(({ user_id }) => user_id),
      [patient.id, doctor.id],
    );
    assert.equal((await listen(patient, channelName(personStatus, patient.id))).status, 200);
  });

  test('a doctor not approved sees only themselves', async () => {
    const applicant = await newSomebody(application.owner, 'applicant');
    tied.push([applicant, patient]);
    assert.deepEqual(
      (await seen(applicant, applicant, patient)).map(({ user_id }) => user_id),
      [applicant.id],
    );
    assert.equal((await listen(applicant, channelName(personStatus, patient.id))).status, 403);
    assert.deepEqual(await seen(patient, applicant), [
      { user_id: applicant.id, status: 'offline', last_seen_at: null },
    ]);
  });

  test('nobody says for another that their device is in use', async () => {
    assert.equal((await listen(patient, channelName(deviceInUse, patient.id))).status, 200);
    assert.equal((await listen(doctor, channelName(deviceInUse, patient.id))).status, 403);
  });

  test('ids are read as they are written, a hundred at most', async () => {
    const asked = (user_ids: string) => as(patient).call(readPresence, { query: { user_ids } });
    assert.deepEqual(await seen(patient, { id: 4_000_000_000, token: '' }), []);
    assert.equal((await asked(Array(100).fill('9999999999').join())).status, 200);
    for (const wrong of [Array(101).fill('1').join(), '0', '1,', ',1', '1, 2', '01', '-1', '1.5', '12345678901']) {
      assert.equal((await asked(wrong)).status, 400, wrong);
    }
  });
});
