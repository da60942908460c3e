import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readMe } from '#contract/clinic.ts';
import {
  changePassword,
  endOtherSignIns,
  endSignIn,
  forgotten,
  listSignIns,
  makeToken,
  signIn,
  signOut,
  useLink,
} from '#contract/identity.ts';
import { bootApplication, linkToken, password, tokenFor } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { goodPassword, newcomer } from '#test/people.ts';
import type { Visitor } from '#test/visitor.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { address, owner } = application;
const email = 'omar@salle.test';

async function signedIn(as = email, typed = password): Promise<Visitor> {
  const visitor = application.visitor();
  await visitor.ask(signIn, { body: { email: as, password: typed } });
  return visitor;
}

const withToken = (token: string) => newClient(address, () => ({ authorization: `Bearer ${token}` }));
const gone = '401 sign_in_required';

describe('a sign-in', () => {
  test('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const visitor = await signedIn();
    const cookie = visitor.setCookies().find((line) => line.startsWith('salle-sign-in='));
    assert.match(cookie ?? '', /^salle-sign-in=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    await visitor.ask(readMe);
  });

  test('takes the address in any case, and the password in none but its own', async () => {
    await signedIn('OMAR@Salle.test');
    assert.equal(
      await application.visitor().refused(signIn, { body: { email, password: password.toUpperCase() } }),
      '401 invalid_credentials',
    );
  });

  test('has a new token each time, whatever the browser brings', async () => {
    const visitor = await signedIn();
    const first = visitor.cookies.get('salle-sign-in');
    await visitor.ask(signIn, { body: { email, password } });
    assert.notEqual(visitor.cookies.get('salle-sign-in'), first);
    const planted = application.visitor();
    planted.cookies.set('salle-sign-in', 'a'.repeat(43));
    await planted.ask(signIn, { body: { email, password } });
    assert.notEqual(planted.cookies.get('salle-sign-in'), 'a'.repeat(43));
  });

  test('ends the one that the browser brings, whosever it was', async () => {
    const visitor = await signedIn();
    const first = visitor.cookies.get('salle-sign-in') ?? '';
    await visitor.ask(signIn, { body: { email, password } });
    assert.equal(await withToken(first).refused(readMe), gone);
    const second = visitor.cookies.get('salle-sign-in') ?? '';
    await visitor.ask(signIn, { body: { email: 'lucas@salle.test', password } });
    assert.equal(await withToken(second).refused(readMe), gone);
    const third = visitor.cookies.get('salle-sign-in') ?? '';
    assert.equal((await visitor.call(signIn, { body: { email, password: 'not the right one' } })).status, 401);
    await withToken(third).ask(readMe);
    await visitor.ask(forgotten, { body: { email } });
    const token = linkToken(await application.letterTo(email));
    await visitor.ask(useLink, { body: { token, password } });
    assert.equal(await withToken(third).refused(readMe), gone, 'by a link too');
  });

  test('takes over no mark of a device that somebody has planted, and knows by a fresh one whom it knew', async () => {
    const knownBy = async (mark: string | undefined) => {
      const { rows } = await owner.query<{ email: string }>(
        `select a.email from known_device d join account a on a.id = d.account_id
         where d.token_hash = sha256($1::bytea) order by a.email`,
        [Buffer.from(mark ?? '')],
      );
      return rows.map((row) => row.email);
    };
    const planter = await signedIn('lucas@salle.test');
    const planted = planter.cookies.get('salle-device') ?? '';
    assert.deepEqual(await knownBy(planted), ['lucas@salle.test']);
    for (const mark of [planted, 'a'.repeat(43)]) {
      const visitor = application.visitor();
      visitor.cookies.set('salle-device', mark);
      await visitor.ask(signIn, { body: { email, password } });
      assert.notEqual(visitor.cookies.get('salle-device'), mark);
      assert.deepEqual(await knownBy(mark), []);
      const both = mark === planted ? ['lucas@salle.test', email] : [email];
      assert.deepEqual(await knownBy(visitor.cookies.get('salle-device')), both, 'a machine that several share');
    }
  });

  test('ends with sign-out, in the browser and at the clinic', async () => {
    const visitor = await signedIn();
    const token = visitor.cookies.get('salle-sign-in') ?? '';
    await visitor.ask(signOut);
    assert.equal(visitor.cookies.has('salle-sign-in'), false);
    assert.equal(await withToken(token).refused(readMe), gone);
  });

  test('ended twice at once is ended', async () => {
    const visitor = await signedIn();
    const answers = await Promise.all([visitor.call(signOut), visitor.call(signOut), visitor.call(signOut)]);
    for (const { status } of answers) assert([200, 401].includes(status), `answered ${status}`);
  });

  const lifetimes = [
    { who: 'omar@salle.test', idle: '30 days', absolute: '90 days' },
    { who: 'reception@salle.test', idle: '12 hours', absolute: '7 days' },
    { who: 'amina.haddad@salle.test', idle: '12 hours', absolute: '7 days' },
  ];
  for (const { who, idle, absolute } of lifetimes) {
    test(`of ${who} ends after ${idle} unused, and after ${absolute} however used`, async () => {
      const last = `(select max(id) from sign_in)`;
      const visitor = await signedIn(who);
      await owner.query(
        `update sign_in set last_used_at = now() - interval '${idle}' + interval '1 minute' where id = ${last}`,
      );
      await visitor.ask(readMe);
      await owner.query(`update sign_in set last_used_at = now() - interval '${idle}' where id = ${last}`);
      assert.equal(await visitor.refused(readMe), gone);

      const used = await signedIn(who);
      await owner.query(
        `update sign_in set expires_at = expires_at - interval '${absolute}' + interval '1 minute' where id = ${last}`,
      );
      await used.ask(readMe);
      await owner.query(`update sign_in set expires_at = expires_at - interval '1 minute' where id = ${last}`);
      assert.equal(await used.refused(readMe), gone);
    });
  }

  test('notes its use, so that whoever works is not sent away', async () => {
    const visitor = await signedIn('reception@salle.test');
    const last = `(select max(id) from sign_in)`;
    await owner.query(`update sign_in set last_used_at = now() - interval '11 hours' where id = ${last}`);
    await visitor.ask(readMe);
    const noted = `select last_used_at > now() - interval '1 minute' as fresh from sign_in where id = ${last}`;
    for (let tries = 0; tries < 100; tries++) {
      const { rows } = await owner.query<{ fresh: boolean }>(noted);
      if (rows[0]?.fresh) return;
      await visitor.ask(readMe);
    }
    assert.fail('its use was not noted');
  });
});

describe('sign-ins and tokens', () => {
  test('are listed, the present one first, and ended one by one', async () => {
    const { visitor, email: own } = await newcomer(application);
    const token = await tokenFor(address, own, goodPassword);
    const { data } = await visitor.ask(listSignIns);
    assert.deepEqual(
      data.map(({ kind, current, name }) => [kind, current, name]),
      [
        ['browser', true, 'unknown'],
        ['token', false, 'tests'],
      ],
    );
    await visitor.ask(endSignIn, { params: { id: data[1]?.id ?? 0 } });
    assert.equal(await withToken(token).refused(readMe), gone);
    assert.equal((await visitor.ask(listSignIns)).data.length, 1);
  });

  test('are one’s own: another’s answers like one that does not exist', async () => {
    const { data } = await application.as('admin').ask(listSignIns);
    const visitor = await signedIn();
    for (const id of [data[0]?.id ?? 0, 2_000_000_000]) {
      assert.equal(await visitor.refused(endSignIn, { params: { id } }), '404 not_found');
    }
    await application.as('admin').ask(readMe);
  });

  test('are named after browser and system', async () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    };
    const visitor = application.visitor();
    await visitor.ask(signIn, { body: { email, password }, headers });
    assert.equal((await visitor.ask(listSignIns)).data[0]?.name, 'Firefox · Windows');
  });

  test('but this one end at once', async () => {
    const { visitor, email: own } = await newcomer(application);
    const others = [await tokenFor(address, own, goodPassword), await tokenFor(address, own, goodPassword)];
    assert.equal((await visitor.ask(endOtherSignIns)).data.ended, 2);
    for (const token of others) assert.equal(await withToken(token).refused(readMe), gone);
    await visitor.ask(readMe);
  });

  test('a token is given once, sets no cookie, and lives a year', async () => {
    const visitor = application.visitor();
    const answer = await visitor.ask(makeToken, { body: { email, password, name: 'the lab' } });
    assert.deepEqual(visitor.setCookies(), []);
    const days = (Date.parse(answer.data.expires_at) - Date.now()) / 86_400_000;
    assert(days > 364 && days <= 365);
    const { data } = await withToken(answer.data.token).ask(listSignIns);
    assert(data.some((one) => one.name === 'the lab' && one.kind === 'token' && one.current));
    assert(!JSON.stringify(data).includes(answer.data.token));
  });
});

describe('a password', () => {
  test('changed, ends every other sign-in and token, and is the one that counts', async () => {
    const { visitor, email: own } = await newcomer(application);
    const token = await tokenFor(address, own, goodPassword);
    const other = await signedIn(own, goodPassword);
    const next = 'seven brass kettles on a hill';
    await visitor.ask(changePassword, { body: { current: goodPassword, password: next } });
    assert.equal(await withToken(token).refused(readMe), gone);
    assert.equal(await other.refused(readMe), gone);
    await visitor.ask(readMe);
    const old = { email: own, password: goodPassword };
    assert.equal(await application.visitor().refused(signIn, { body: old }), '401 invalid_credentials');
    await signedIn(own, next);
  });

  test('is changed only by whoever knows the present one', async () => {
    const { visitor } = await newcomer(application);
    const body = { current: 'not this one, surely', password: 'seven brass kettles on a hill' };
    assert.equal(await visitor.refused(changePassword, { body }), '401 invalid_credentials');
  });

  test('has 12 to 128 characters, whichever they are', async () => {
    const { visitor, email: own } = await newcomer(application);
    const change = (current: string, to: string) => visitor.call(changePassword, { body: { current, password: to } });
    assert.equal((await change(goodPassword, 'elevenchars')).status, 400);
    assert.equal((await change(goodPassword, 'x y'.repeat(43))).status, 400);
    const odd = 'كلمة سر 🐈 \\\'";--  ';
    assert.equal((await change(goodPassword, odd)).status, 200);
    await signedIn(own, odd);
    const long = 'Zq7 '
      .repeat(32)
      .replaceAll(/Zq7/g, (_, at) => `z${at}`)
      .slice(0, 128)
      .padEnd(128, 'k');
    assert.equal(long.length, 128);
    assert.equal((await change(odd, long)).status, 200);
    await signedIn(own, long);
  });

  test('is the same however a keyboard composes it', async () => {
    const { visitor, email: own } = await newcomer(application);
    const composed = 'crème brûlée à Alger';
    await visitor.ask(changePassword, { body: { current: goodPassword, password: composed.normalize('NFD') } });
    await signedIn(own, composed.normalize('NFC'));
  });

  test('forgotten, is replaced by a link, which ends every sign-in', async () => {
    const { visitor, email: own } = await newcomer(application);
    const token = await tokenFor(address, own, goodPassword);
    await application.nobody.ask(forgotten, { body: { email: own.toUpperCase() } });
    const letter = await application.letterTo(own, 2);
    const other = application.visitor();
    await other.ask(useLink, { body: { token: linkToken(letter), password: 'seven brass kettles on a hill' } });
    assert.equal(await visitor.refused(readMe), gone);
    assert.equal(await withToken(token).refused(readMe), gone);
    await other.ask(readMe);
  });
});

test('no token, link or password stands anywhere in the database, nor in the log', async () => {
  const { visitor, email: own } = await newcomer(application);
  const token = await tokenFor(address, own, goodPassword);
  const secrets = [token, goodPassword, password, ...visitor.cookies.values()];
  assert.equal(secrets.length, 5);
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss')`,
  );
  assert(tables.length > 15);
  for (const { name } of tables) {
    const { rows } = await owner.query<{ kept: string }>(`select t::text as kept from ${name} t`);
    const kept = rows.map((row) => row.kept).join('\n');
    for (const secret of secrets) {
      // bytes are shown in hexadecimal
      const written = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')];
      assert(!written.some((text) => kept.includes(text)), `${name} keeps a secret`);
    }
  }
  const logged = JSON.stringify(application.logs);
  for (const secret of [...secrets, own, 'Nora Newcomer']) assert(!logged.includes(secret), 'the log keeps a secret');
});
