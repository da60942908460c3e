import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { authenticateUser } from '#contract/broadcasting.ts';
import { type Raw, until } from '#realtime/test/rig.ts';
import { type Outsiders, openOutsiders } from './rig.ts';

let outsiders: Outsiders;
before(async () => {
  const env = { TRUST_PROXY: '127.0.0.1', SOCKETS_PER_ADDRESS: '50', SOCKETS_PER_ACCOUNT: '3' };
  outsiders = await openOutsiders({ env });
});
after(() => outsiders.close());

const from = (address: string) => outsiders.raw({ 'x-forwarded-for': address });
const isIn = (raw: Raw) => raw.heard.some(({ event }) => event === 'pusher:connection_established');
const fate = (raw: Raw) => until('an answer', () => (isIn(raw) ? 'in' : (raw.failed ?? raw.closed?.code)));

describe('sockets by the hundred', () => {
  test('from one household are refused past SOCKETS_PER_ADDRESS, however its addresses are spelled, and others are unharmed', async () => {
    const neighbour = from('2001:db8:0:2::1');
    assert.equal(await fate(neighbour), 'in');
    const crowd = Array.from({ length: 200 }, (_, n) =>
      from(n % 2 === 0 ? `2001:db8:0:1::${n}` : `2001:0DB8:0000:0001:0:${n}:0:1`),
    );
    const fates = await Promise.all(crowd.map(fate));
    assert.equal(fates.filter((one) => one === 'in').length, 50);
    assert.ok(fates.includes(4102));
    assert.ok(fates.every((one) => one === 'in' || one === 4102 || String(one).includes('429')));
    assert.equal(await fate(from('203.0.113.9')), 'in');
    await neighbour.settled();
  });

  test('of one account are refused past SOCKETS_PER_ACCOUNT', async () => {
    const patient = outsiders.application.as('patient');
    const raws = Array.from({ length: 5 }, (_, n) => from(`198.51.100.${n}`));
    const fates: unknown[] = [];
    for (const raw of raws) {
      const body = { socket_id: await raw.id() };
      raw.say('pusher:signin', await patient.ask(authenticateUser, { body }));
      const isSignedIn = () => raw.heard.some(({ event }) => event === 'pusher:signin_success') && 'in';
      fates.push(await until('an answer', () => raw.closed?.code ?? isSignedIn()));
    }
    assert.deepEqual(fates, ['in', 'in', 'in', 4103, 4103]);
  });
});
