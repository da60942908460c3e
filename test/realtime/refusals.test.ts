import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { authorizeChannel } from '#contract/broadcasting.ts';
import { readMe } from '#contract/clinic.ts';
import { signIn } from '#contract/identity.ts';
import { signChannel, signUser } from '#realtime/signatures.ts';
import { type Raw, until } from '#realtime/test/rig.ts';
import { emailOf, password, tokenFor } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { credentials, type Outsiders, openOutsiders } from './rig.ts';

type Proof = { auth: string; channel_data?: string };

let outsiders: Outsiders;
let raw: Raw;
let socketId: string;
let own: string;
before(async () => {
  outsiders = await openOutsiders();
  raw = outsiders.raw();
  socketId = await raw.id();
  own = `private-user.${await outsiders.accountOf('patient')}.notifications`;
});
after(() => outsiders.close());

/** What the clinic signs for a patient. */
async function signed(channel_name = own, socket_id = socketId): Promise<Proof> {
  return outsiders.application.as('patient').ask(authorizeChannel, { body: { socket_id, channel_name } });
}

async function answerTo(data: Record<string, unknown>): Promise<{ event: string; status: number | undefined }> {
  const before = raw.heard.length;
  raw.say('pusher:subscribe', data);
  const { event, data: said } = await until('an answer', () =>
    raw.heard.slice(before).find((one) => /subscription_/.test(one.event)),
  );
  return { event, status: (said as { status?: number }).status };
}

describe('a socket from a page that is not ours', () => {
  const opens = (headers: Record<string, string>) => {
    const socket = outsiders.raw(headers);
    return until('an answer', () => socket.closed?.code ?? (socket.heard[0]?.event.endsWith('established') && 'open'));
  };

  test('is closed with 4009; our own page’s and a program’s are opened', async () => {
    const { port } = new URL(outsiders.application.address);
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1.evil.example:${port}`,
      'http://127.0.0.1:1',
    ]) {
      assert.equal(await opens({ origin }), 4009, origin);
    }
    assert.equal(await opens({ origin: outsiders.application.address }), 'open');
    assert.equal(await opens({ origin: `http://localhost:${port}` }), 'open');
    assert.equal(await opens({}), 'open');
  });
});

describe('a subscription', () => {
  const refusals: [what: string, data: () => Promise<Record<string, unknown>>][] = [
    ['without a signature', async () => ({ channel: own })],
    ['with a forged one', async () => ({ channel: own, auth: `${credentials.key}:${'0'.repeat(64)}` })],
    [
      'with one of another secret',
      async () => ({ channel: own, ...signChannel({ ...credentials, secret: 'guessed' }, { socketId, channel: own }) }),
    ],
    ['with one borrowed from another socket', async () => ({ channel: own, ...(await signed(own, '1.1')) })],
    [
      'with one borrowed from another channel',
      async () => ({ channel: own.replace('notifications', 'messages'), ...(await signed()) }),
    ],
    ['in another case', async () => ({ channel: own.replace('user', 'USER'), ...(await signed()) })],
    ['whose grant was left out', async () => ({ channel: own, auth: (await signed()).auth })],
    [
      'whose grant was changed',
      async () => {
        const { auth, channel_data } = await signed();
        return { channel: own, auth, channel_data: channel_data?.replace(/"user":"\d+"/, '"user":"1"') };
      },
    ],
    [
      'with a sign-in for a permission',
      async () => ({ channel: own, auth: signUser(credentials, socketId, { id: '1' }).auth }),
    ],
    ['to what is said to another user', async () => ({ channel: '#server-to-user-1' })],
  ];
  for (const [what, data] of refusals) {
    test(`${what} is refused`, async () => {
      const { event, status } = await answerTo(await data());
      assert.equal(event, 'pusher:subscription_error');
      assert.ok(status === 401 || status === 403, String(status));
    });
  }

  test('to a presence channel as somebody else is refused', async () => {
    const channel = 'presence-ward';
    const mine = signChannel(credentials, { socketId, channel, member: { user_id: '1' } });
    const { event, status } = await answerTo({ channel, ...mine, channel_data: '{"user_id":"2"}' });
    assert.deepEqual([event, status], ['pusher:subscription_error', 401]);
  });

  for (const [what, name] of [
    ['%2e for a point', 'private-user%2e1%2enotifications'],
    ['a slash', 'private-user/1'],
    ['201 letters', `private-${'a'.repeat(193)}`],
  ] as const) {
    test(`to a name with ${what} is refused, and not signed`, async () => {
      const patient = outsiders.application.as('patient');
      const body = { socket_id: socketId, channel_name: name };
      assert.equal(await patient.refused(authorizeChannel, { body }), '400 invalid');
      const { status } = await answerTo({ channel: name, ...signChannel(credentials, { socketId, channel: name }) });
      assert.equal(status, 400);
    });
  }

  test('with the clinic’s own signature succeeds', async () => {
    assert.match((await answerTo({ channel: own, ...(await signed()) })).event, /succeeded/);
  });
});

describe('the authorising endpoint', () => {
  const ask = (channel_name: string) => ({ body: { socket_id: socketId, channel_name } });

  test('signs nothing beside the channel that is the caller’s', async () => {
    const patient = outsiders.application.as('patient');
    const other = `private-user.${await outsiders.accountOf('admin')}.notifications`;
    for (const name of [
      ...[other, `${own},${other}`, own.replace('user', 'USER'), `${own}.x`, own.replace('user.', 'user.0')],
      ...['private-encrypted-ward', 'presence-ward', 'private-', 'private-cache-x'],
    ]) {
      assert.equal(await patient.refused(authorizeChannel, ask(name)), '403 forbidden', name);
    }
    assert.equal(
      await patient.refused(authorizeChannel, { body: { socket_id: 'x:y', channel_name: own } }),
      '400 invalid',
    );
    assert.equal(await outsiders.application.nobody.refused(authorizeChannel, ask(own)), '401 sign_in_required');
  });

  test('signs nothing for a cookie that comes from another page', async () => {
    const { application } = outsiders;
    const visitor = application.visitor();

    await visitor.ask(signIn, { body: { email: emailOf('patient'), password } });
    await visitor.ask(readMe);
    await visitor.ask(authorizeChannel, ask(own));
    assert.equal(
      await visitor.refused(authorizeChannel, { ...ask(own), headers: { origin: 'https://evil.example' } }),
      '403 origin_not_allowed',
    );
  });

  test('takes a form as pusher-js sends it, and answers as it expects', async () => {
    const { application } = outsiders;
    const response = await fetch(application.address + authorizeChannel.path, {
      method: 'POST',
      headers: { authorization: `Bearer ${await application.tokenOf('patient')}` },
      body: new URLSearchParams({ socket_id: socketId, channel_name: own }),
    });
    const answer = (await response.json()) as Proof;
    assert.equal(response.status, 200);
    assert.match(answer.auth, new RegExp(`^${credentials.key}:[0-9a-f]{64}$`));
    assert.deepEqual(Object.keys(answer).sort(), ['auth', 'channel_data']);
  });
});

describe('a right that is lost between the signature and the subscription', () => {
  const channel = 'private-appointments';
  async function after(loss: (owner: pg.Client, email: string) => Promise<unknown>) {
    const { address, owner } = outsiders.application;
    const email = emailOf('receptionist');
    const token = await tokenFor(address, email);
    const reception = newClient(address, () => ({ authorization: `Bearer ${token}` }));
    const proof = await reception.ask(authorizeChannel, { body: { socket_id: socketId, channel_name: channel } });
    await loss(owner, email);
    return answerTo({ channel, ...proof });
  }

  test('is refused even where nothing was revoked: by another role, or without the sign-in', async () => {
    const roleIs = (role: string) => (owner: pg.Client, email: string) =>
      owner.query('UPDATE account SET role = $1 WHERE email = $2', [role, email]);
    const signedOut = (owner: pg.Client, email: string) =>
      owner.query('DELETE FROM sign_in USING account a WHERE a.id = account_id AND a.email = $1', [email]);
    const refused = { event: 'pusher:subscription_error', status: 403 };
    assert.deepEqual(await after(roleIs('patient')), refused);
    await roleIs('receptionist')(outsiders.application.owner, emailOf('receptionist'));
    assert.deepEqual(await after(signedOut), refused);
    assert.match((await after(async () => {})).event, /succeeded/);
  });

  test('and a signature does not wait for long', async () => {
    const { channel_data } = await signed();
    const { issued, expires } = JSON.parse(channel_data ?? '').grant;
    assert.ok(expires > issued && expires - issued <= 120_000);
  });
});
