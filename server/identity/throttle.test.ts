import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { changePassword, forgotten, makeToken, readLink, signIn, signUp } from '#contract/identity.ts';
import { bootApplication, password } from '#test/application.ts';
import { goodPassword, newcomer, newEmail } from '#test/people.ts';
import { statementsOf } from '#test/statements.ts';

// Requests come from wherever their header says, so that one test's attempts are not another's.
const application = await bootApplication({ demo: true, env: { TRUST_PROXY: '127.0.0.1' } });
after(() => application.close());
const { nobody, owner } = application;
beforeEach(() => owner.query('truncate throttle'));

let networks = 0;
const elsewhere = () => {
  networks += 1;
  return { 'x-forwarded-for': `10.1.${networks >> 8}.${networks & 255}` };
};
const guess = (email: string, headers = elsewhere()) =>
  application.visitor().call(signIn, { body: { email, password: 'not the right one' }, headers });
const letters = (email: string) => nobody.call(forgotten, { body: { email }, headers: elsewhere() });

/** As if every key had been tried so often more: a real guess costs an argon2. */
const moreAttempts = (count: number) => owner.query('update throttle set taken = taken + $1', [count]);

describe('guessing', () => {
  test('at one account is slowed after ten attempts, wherever they come from', async () => {
    const email = 'lucas@salle.test';
    assert.equal((await guess(email)).status, 401);
    await moreAttempts(8);
    assert.equal((await guess(email)).status, 401, 'the tenth');
    const { status, body, headers } = await guess(email);
    assert.deepEqual([status, 'error' in body && body.error], [429, 'too_many_attempts']);
    const wait = Number(headers.get('retry-after'));
    assert(wait > 800 && wait <= 900, `Retry-After: ${wait}`);
    assert.equal((await guess('yasmine@salle.test')).status, 401, 'another account is not held up');
  });

  test('cannot lock a person out who has signed in on their device before', async () => {
    const { visitor, email } = await newcomer(application);
    await guess(email);
    await moreAttempts(9);
    assert.equal((await guess(email)).status, 429);
    const body = { email, password: goodPassword };
    assert.equal((await visitor.call(signIn, { body, headers: elsewhere() })).status, 200);
    assert.equal(
      (await application.visitor().call(signIn, { body, headers: elsewhere() })).status,
      429,
      'a stranger waits',
    );
  });

  test('on a known device is slowed too', async () => {
    const { visitor, email } = await newcomer(application);
    const attempt = () =>
      visitor.call(signIn, { body: { email, password: 'not the right one' }, headers: elsewhere() });
    assert.equal((await attempt()).status, 401);
    await moreAttempts(8);
    assert.deepEqual([(await attempt()).status, (await attempt()).status], [401, 429]);
  });

  test('from one network is slowed after sixty attempts, at whichever accounts', async () => {
    const headers = elsewhere();
    assert.equal((await guess(newEmail(), headers)).status, 401);
    await moreAttempts(58);
    assert.equal((await guess(newEmail(), headers)).status, 401, 'the sixtieth');
    assert.equal((await guess(newEmail(), headers)).status, 429);
    assert.equal((await guess(newEmail())).status, 401, 'others are not held up');
  });

  test('by tokens counts like guessing at the page', async () => {
    const email = newEmail();
    const body = { email, password: 'not the right one', name: 'x' };
    await nobody.call(makeToken, { body, headers: elsewhere() });
    await moreAttempts(9);
    assert.equal((await guess(email)).status, 429);
  });

  test('at the present password is slowed', async () => {
    const { visitor } = await newcomer(application);
    const attempt = () =>
      visitor.refused(changePassword, {
        body: { current: 'not the right one', password: 'seven brass kettles on a hill' },
        headers: elsewhere(),
      });
    assert.equal(await attempt(), '401 invalid_credentials');
    await moreAttempts(9);
    assert.equal(await attempt(), '429 too_many_attempts');
  });

  test('at links is slowed', async () => {
    const headers = elsewhere();
    const attempt = () => nobody.refused(readLink, { body: { token: 'a'.repeat(43) }, headers });
    assert.equal(await attempt(), '422 link_expired');
    await moreAttempts(59);
    assert.equal(await attempt(), '429 too_many_attempts');
  });

  test('is forgotten after a while', async () => {
    const email = newEmail();
    await guess(email);
    await moreAttempts(9);
    assert.equal((await guess(email)).status, 429);
    await owner.query(`update throttle set resets_at = resets_at - interval '15 minutes'`);
    assert.equal((await guess(email)).status, 401);
  });

  test('counts no sign-in of the right person', async () => {
    const body = { email: 'omar@salle.test', password };
    for (let tries = 1; tries <= 11; tries++) {
      assert.equal((await application.visitor().call(signIn, { body, headers: elsewhere() })).status, 200);
    }
  });

  test('in IPv6 counts a household, not an address', async () => {
    const from = async (address: string) => (await guess(newEmail(), { 'x-forwarded-for': address })).status;
    assert.equal(await from('2001:db8:1:2::7'), 401);
    await moreAttempts(59);
    assert.equal(await from('2001:db8:1:2:ffff::1'), 429);
    assert.equal(await from('2001:db8:1:3::1'), 401);
  });
});

test('while two hundred strangers wait for their passwords, whoever has signed in on this device goes before them', async () => {
  const { visitor, email } = await newcomer(application);
  await owner.query('truncate throttle');
  const done: string[] = [];
  const noted = async (who: string, asked: Promise<{ status: number }>) => {
    const { status } = await asked;
    done.push(`${who} ${status}`);
  };
  const strangers = Array.from({ length: 200 }, () => noted('stranger', guess(newEmail())));
  while ((await owner.query('select from throttle')).rowCount !== 400) await tick(5); // each has been counted, and stands in line
  const body = { email, password: goodPassword };
  await noted('known', visitor.call(signIn, { body, headers: elsewhere() }));
  const overtaken = 200 - done.indexOf('known 200');
  await Promise.all(strangers);
  assert.equal(done.length, 201);
  assert(overtaken > 0 && overtaken <= 200, 'those who came before are still waiting');
});

test('letters to one address are few, known or not', async () => {
  for (const email of ['karim.benali@salle.test', newEmail()]) {
    for (let tries = 1; tries <= 5; tries++) assert.equal((await letters(email)).status, 202);
    assert.equal((await letters(email)).status, 429);
    const body = { name: 'N', email };
    assert.equal((await nobody.call(signUp, { body, headers: elsewhere() })).status, 429);
  }
});

describe('an address that is known takes the same way as one that is not', () => {
  const known = 'emily.chen@salle.test';
  const asked = (work: () => Promise<unknown>) =>
    statementsOf(work, /'system'|from clinic|^(?!BEGIN|select account_id, role)/);

  test('signing up', async () => {
    const ask = (email: string) => nobody.ask(signUp, { body: { name: 'N', email }, headers: elsewhere() });
    const [one, other] = [await asked(() => ask(known)), await asked(() => ask(newEmail()))];
    assert.equal(one.length, 2, one.join('\n'));
    assert.deepEqual(one, other);
  });

  test('forgetting', async () => {
    const ask = (email: string) => nobody.ask(forgotten, { body: { email }, headers: elsewhere() });
    const [one, other] = [await asked(() => ask(known)), await asked(() => ask(newEmail()))];
    assert.equal(one.length, 2, one.join('\n'));
    assert.deepEqual(one, other);
  });

  test('signing in with a wrong password: same statements, same answer, same time', async () => {
    const [one, other] = [await asked(() => guess(known)), await asked(() => guess(newEmail()))];
    assert.equal(one.length, 3, one.join('\n'));
    assert.deepEqual(one, other);
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 7; round++) {
      times.known.push(await timed(() => guess(known)));
      times.unknown.push(await timed(() => guess(newEmail())));
    }
    const ratio = median(times.known) / median(times.unknown);
    assert(ratio > 0.25 && ratio < 4, `known ${median(times.known)} ms, unknown ${median(times.unknown)} ms`);
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
