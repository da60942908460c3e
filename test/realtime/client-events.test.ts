import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { authorizeChannel } from '#contract/broadcasting.ts';
import { type Channel, channel, channelName } from '#contract/channel.ts';
import { channels } from '#contract/events.ts';
import { personStatus } from '#contract/presence.events.ts';
import { type Raw, until } from '#realtime/test/rig.ts';
import { isPublic, mayWhisper } from '#server/platform/channels.ts';
import type { Who } from '#test/application.ts';
import { type Outsiders, openOutsiders } from './rig.ts';

let outsiders: Outsiders;
before(async () => {
  // Everybody has a tie with everybody: what is tried is not who hears.
  outsiders = await openOutsiders({ ties: [async (_, others) => others] });
});
after(() => outsiders.close());

/** A socket of this account that hears the channel, as the clinic itself has signed for it. */
async function hearing(who: Who, name: string): Promise<Raw> {
  const raw = outsiders.raw();
  const body = { socket_id: await raw.id(), channel_name: name };
  return subscribed(raw, name, await outsiders.application.as(who).ask(authorizeChannel, { body }));
}

/** A socket that hears a channel because a program with the clinic's secret has signed for it. */
async function signedByProgram(name: string): Promise<Raw> {
  const raw = outsiders.raw();
  const member = name.startsWith('presence-') ? { user_id: 'p' } : undefined;
  return subscribed(raw, name, outsiders.sdk().authorizeChannel(await raw.id(), name, member));
}

async function subscribed(raw: Raw, channel: string, signed: object): Promise<Raw> {
  raw.say('pusher:subscribe', { channel, ...signed });
  await raw.hears('pusher_internal:subscription_succeeded', channel);
  return raw;
}

const codes = (raw: Raw) =>
  raw.heard.filter(({ event }) => event === 'pusher:error').map(({ data }) => (data as { code: number }).code);
const whispers = (raw: Raw) => raw.heard.filter(({ event }) => event.startsWith('client-'));

describe('client events', () => {
  test('two patients do not talk to each other on the status channel of their doctor', async () => {
    const name = channelName(personStatus, await outsiders.accountOf('doctor'));
    const [one, other] = [await hearing('patient', name), await hearing('omar@salle.test', name)];
    one.say('client-hello', { text: 'who are you?' }, name);
    await Promise.all([one.settled(), other.settled()]);
    assert.deepEqual([codes(one), whispers(other)], [[4301], []]);
  });

  const closed = Object.values(channels).filter(({ name }) => !isPublic(name));
  for (const { name, clientEvents } of closed) {
    test(`${name} takes ${clientEvents ? 'them' : 'none, from whoever hears it'}`, async () => {
      const one = name.replace('{id}', '7');
      const [sender, hearer] = [await signedByProgram(one), await signedByProgram(one)];
      sender.say('client-x', {}, one);
      await Promise.all([sender.settled(), hearer.settled()]);
      assert.deepEqual([codes(sender), whispers(hearer).length], clientEvents ? [[], 1] : [[4301], 0]);
    });
  }

  test('a room may ask for them on a channel of its own', () => {
    const room: Channel = { ...channel('presence-room.{id}', 'account', {}), clientEvents: true };
    const rules = [room, channel('private-room.{id}', 'account', {})].map((one) => ({ channel: one, may: () => true }));
    const asked = ['presence-room.7', 'private-room.7', 'presence-room.7.x', 'private-elsewhere'];
    assert.deepEqual(
      asked.map((name) => mayWhisper(rules, name)),
      [true, false, true, true],
    );
  });

  test('on a channel that no room names, a program talks to itself', async () => {
    const [one, other] = [await signedByProgram('private-lab'), await signedByProgram('private-lab')];
    one.say('client-x', { n: 1 }, 'private-lab');
    await until('the client event', () => whispers(other).length === 1);
    assert.deepEqual(codes(one), []);
  });
});
