import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sendTestFact } from '#contract/broadcasting.ts';
import { until } from '#realtime/test/rig.ts';
import { type Outsiders, openOutsiders } from './rig.ts';

let outsiders: Outsiders;
before(async () => {
  outsiders = await openOutsiders();
});
after(() => outsiders.close());

describe('laravel-echo, given host, port and key', () => {
  test('listens to a public channel, and leaves it', async () => {
    const echo = await outsiders.echo();
    const heard: unknown[] = [];
    const channel = echo
      .channel('consultations')
      .listen('.consultation.completed', (data: unknown) => heard.push(data));
    await ready(channel);
    await outsiders.sdk().trigger('consultations', 'consultation.completed', { message: 'one' });
    await until('the first', () => heard.length === 1);
    echo.leave('consultations');
    const mark: unknown[] = [];
    await ready(echo.channel('mark').listenToAll((event: string) => mark.push(event)));
    await outsiders.sdk().trigger('consultations', 'consultation.completed', { message: 'two' });
    await outsiders.sdk().trigger('mark', 'mark', {});
    await until('the mark', () => mark.length === 1);
    assert.deepEqual(heard, [{ message: 'one' }]);
    echo.disconnect();
  });

  test('listens to a private channel of the caller’s; another answers with 403', async () => {
    const echo = await outsiders.echo('admin');
    const heard: string[] = [];
    await ready(
      echo.private('realtime-test').listen('.test.sent', ({ message }: { message: string }) => heard.push(message)),
    );
    await outsiders.application.as('admin').ask(sendTestFact, { body: { message: 'through Echo' } });
    await until('the fact', () => heard.length === 1);
    assert.deepEqual(heard, ['through Echo']);
    const refused = new Promise<{ status: number }>((resolve) => echo.private('doctor.1').error(resolve));
    assert.equal((await refused).status, 403);
    echo.disconnect();
  });

  test('notifications of the account come under their own name', async () => {
    const echo = await outsiders.echo('patient');
    const channel = `user.${await outsiders.accountOf('patient')}.notifications`;
    const heard: unknown[] = [];
    const own = echo.private(channel).notification((data: unknown) => heard.push(data));
    await ready(own.listen('.notification-created', (data: unknown) => heard.push(data)));
    await outsiders.sdk().trigger(`private-${channel}`, 'notification-created', { id: 1 });
    const laravels = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    await outsiders.sdk().trigger(`private-${channel}`, laravels, { id: 2 });
    await until('both', () => heard.length === 2);
    assert.deepEqual(heard, [{ id: 1 }, { id: 2 }]);
    echo.disconnect();
  });

  test('whispers on a private channel of the program’s own', async () => {
    const sign = (socketId: string, channel: string) => outsiders.sdk().authorizeChannel(socketId, channel);
    const [one, two] = [await outsiders.echo(undefined, sign), await outsiders.echo(undefined, sign)];
    const heard: unknown[] = [];
    const mine = one.private('lab');
    await Promise.all([
      ready(mine),
      ready(two.private('lab').listenForWhisper('typing', (data: unknown) => heard.push(data))),
    ]);
    mine.whisper('typing', { on: true });
    await until('the whisper', () => heard.length === 1);
    assert.deepEqual(heard, [{ on: true }]);
    one.disconnect();
    two.disconnect();
  });
});

/** No room has people in it yet: whoever holds the application's secret may say who is there, as any Pusher program does. */
describe('presence, authorised by a program with the application’s credentials', () => {
  const member = (user_id: string) => ({ user_id, user_info: { name: `N${user_id}` } });
  const joins = (user: string) =>
    outsiders.echo(undefined, (socketId, channel) => outsiders.sdk().authorizeChannel(socketId, channel, member(user)));

  test('here, joining, leaving, and whispers of whom the server names', async () => {
    const [one, two] = [await joins('1'), await joins('2')];
    const said: unknown[] = [];
    one
      .join('waiting-room')
      .here((members: unknown[]) => said.push(['here', members]))
      .joining((member: unknown) => said.push(['joining', member]))
      .leaving((member: unknown) => said.push(['leaving', member]))
      .listenForWhisper('typing', (data: unknown) => said.push(['whisper', data]));
    await until('here', () => said.length === 1);
    const room = two.join('waiting-room');
    await until('joining', () => said.length === 2);
    room.whisper('typing', { on: true });
    await until('the whisper', () => said.length === 3);
    const { users } = (await (await outsiders.sdk().get({ path: '/channels/presence-waiting-room/users' })).json()) as {
      users: { id: string }[];
    };
    assert.deepEqual(users.map(({ id }) => id).sort(), ['1', '2']);
    two.leave('waiting-room');
    await until('leaving', () => said.length === 4);
    assert.deepEqual(said, [
      ['here', [{ name: 'N1' }]],
      ['joining', { name: 'N2' }],
      ['whisper', { on: true }],
      ['leaving', { name: 'N2' }],
    ]);
    one.disconnect();
    two.disconnect();
  });
});

function ready(channel: {
  subscribed(callback: () => void): unknown;
  error(callback: (why: unknown) => void): unknown;
}) {
  return new Promise<void>((resolve, reject) => {
    channel.subscribed(resolve);
    channel.error(reject);
  });
}
