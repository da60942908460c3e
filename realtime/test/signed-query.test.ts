import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { app, openRig, type Rig } from './rig.ts';

const path = '/apps/1/channels';
const now = () => String(Math.floor(Date.now() / 1000));

/** Signs this text of parameters, as whoever holds the secret does, and answers the parameters with the signature. */
function signed(text: string): string {
  return `${text}&auth_signature=${createHmac('sha256', app.secret).update(`GET\n${path}\n${text}`).digest('hex')}`;
}

describe('parameters of a signed call are read as they were signed', () => {
  let rig: Rig;
  /** signed: `presence-` channels, with the number of their users */
  let call: string;
  before(async () => {
    rig = await openRig();
    await rig.raw().subscribe('presence-a', { member: { user_id: '1' } });
    await rig.raw().subscribe('private-b');
    const auth = `auth_key=${app.key}&auth_timestamp=${now()}&auth_version=1.0`;
    call = signed(`${auth}&filter_by_prefix=presence-&info=user_count`);
  });
  after(() => rig.close());

  function ask(query: string): { status: number; said: unknown } {
    const { status, body } = rig.realtime.answer({ method: 'GET', url: `${path}?${query}`, body: Buffer.alloc(0) });
    return { status, said: JSON.parse(body) };
  }
  const meant = { status: 200, said: { channels: { 'presence-a': { user_count: 1 } } } };

  test('as they came', () => assert.deepEqual(ask(call), meant));

  test('and judged before the body is, whatever that may be', () => {
    const ask = (query: string) => rig.realtime.refusal({ method: 'GET', url: `${path}?${query}` })?.status;
    assert.equal(ask(call), undefined, 'to be read');
    assert.equal(ask(call.replace('info=user', 'info=uses')), 401);
    assert.equal(rig.realtime.refusal({ method: 'POST', url: '/apps/none/events' })?.status, 404);
  });

  test('in another order they say the same', () => {
    assert.deepEqual(ask(call.split('&').reverse().join('&')), meant);
  });

  for (const [what, change] of [
    ['a name in other letters', (query: string) => query.replace('info=', 'INFO=')],
    ['a filter in other letters', (query: string) => query.replace('filter_by_prefix=', 'Filter_By_Prefix=')],
    ['a name that is encoded', (query: string) => query.replace('info=', '%69nfo=')],
    ['the signature’s own name in other letters', (query: string) => query.replace('auth_sig', 'Auth_Sig')],
    ['its clock in other letters', (query: string) => query.replace('auth_timestamp', 'AUTH_TIMESTAMP')],
  ] as const) {
    test(`${what} means the same, and nothing is left out for it`, () => assert.deepEqual(ask(change(call)), meant));
  }

  for (const [what, change, status] of [
    ['a parameter twice', (query) => `${query}&info=user_count`, 400],
    ['a parameter twice, once in other letters', (query) => `${query}&Info=subscription_count`, 400],
    ['a second clock', (query) => `${query}&Auth_Timestamp=${now()}`, 400],
    ['a second key', (query) => `${query}&AUTH_KEY=other`, 400],
    ['a second signature', (query) => `${query}&AUTH_SIGNATURE=00`, 400],
    ['a second signature, encoded', (query) => `${query}&%61uth_signature=00`, 400],
    ['two parameters as the value of one', (query) => query.replace('-&info', '-%26info'), 400],
    ['a value as part of a name', (query) => query.replace('info=user', 'info%3Duser'), 400],
    ['a line of the signed text in a value', (query) => query.replace('presence-', 'presence-%0a'), 400],
    ['a list of values', (query) => query.replace('info=', 'info[]='), 400],
    ['a list of values, encoded', (query) => query.replace('info=', 'info%5B%5D='), 400],
    ['a parameter without a name', (query) => `${query}&=x`, 400],
    ['a parameter that was not signed', (query) => `${query}&auth_more=1`, 401],
    ['one left out that was signed', (query) => query.replace('&info=user_count', ''), 401],
    ['a value in other letters', (query) => query.replace('presence-&', 'Presence-&'), 401],
  ] as [string, (query: string) => string, number][]) {
    test(`${what} is refused: ${status}`, () => assert.equal(ask(change(call)).status, status));
  }

  test('a list of values is refused though it was signed so', () => {
    const auth = `auth_key=${app.key}&auth_timestamp=${now()}&auth_version=1.0`;
    assert.equal(ask(signed(`${auth}&info[]=subscription_count`)).status, 400);
  });
});
