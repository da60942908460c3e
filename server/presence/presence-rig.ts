import assert from 'node:assert/strict';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { authenticateUser, authorizeChannel, readRealtimeConfig } from '#contract/broadcasting.ts';
import { channelName } from '#contract/channel.ts';
import { deviceInUse, personStatus } from '#contract/presence.events.ts';
import type { Presence } from '#contract/presence.ts';
import { type Client, Pusher } from '#realtime/test/rig.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { newClient } from '#test/client.ts';

/** A clock that goes on by itself, and leaps where it is told to. */
export function newLeapingClock() {
  let ahead = 0;
  return {
    now: () => Temporal.Now.instant().add({ milliseconds: ahead }),
    leap: (seconds: number) => {
      ahead += seconds * 1000;
    },
  };
}

export type Somebody = { id: number; token: string };

let people = 0;
/** An account that no other test knows, with the token of a sign-in. */
export async function newSomebody(owner: pg.Client, role = 'patient'): Promise<Somebody> {
  people += 1;
  const { rows } = await owner.query<{ id: number }>(
    'insert into account (email, name, role) values ($1, $2, $3) returning id',
    [`here-${people}@example.org`, `Somebody ${people}`, role],
  );
  const id = rows[0]?.id ?? 0;
  const token = newToken();
  await owner.query(
    `insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
     values ($1, 'token', $2, 'tests', interval '1 day', now() + interval '1 day')`,
    [id, hashed(token)],
  );
  return { id, token };
}

/** Pairs of people with a tie, as a room above would tell. */
export function newTie(pairs: readonly (readonly [Somebody, Somebody])[]) {
  return async (one: number, others: readonly number[]) =>
    others.filter((other) => pairs.some((pair) => [one, other].every((id) => pair.some((person) => person.id === id))));
}

const clients: Client[] = [];
/** A test that fails leaves its clients open, and they would come back for ever. */
after(() => {
  for (const client of clients) client.disconnect();
});

/** An official client that knows nothing but host, port, key and where to be authorised. */
export async function openClient(address: string, { token }: Somebody): Promise<Client> {
  const { hostname, port } = new URL(address);
  const { data } = await newClient(address, () => ({})).ask(readRealtimeConfig);
  const headers = { authorization: `Bearer ${token}` };
  const client = new Pusher(data.key, {
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    cluster: '',
    channelAuthorization: { transport: 'ajax', endpoint: address + authorizeChannel.path, headers },
    userAuthentication: { transport: 'ajax', endpoint: address + authenticateUser.path, headers },
  });
  clients.push(client);
  return client;
}

export type Device = { putDown(): void; pickUp(): void; close(): void };

/** A device of somebody's: signed in, and in use until it is put down. */
export async function openDevice(address: string, somebody: Somebody): Promise<Device> {
  const client = await openClient(address, somebody);
  const inUse = channelName(deviceInUse, somebody.id);
  client.signin();
  client.subscribe(inUse);
  await until('the device to be seen', () => client.channel(inUse)?.subscribed && client.user.user_data);
  return {
    putDown: () => client.unsubscribe(inUse),
    pickUp: () => void client.subscribe(inUse),
    close: () => client.disconnect(),
  };
}

/** What somebody with a tie hears of a person. */
export async function watch(address: string, watcher: Somebody, watched: Somebody) {
  const client = await openClient(address, watcher);
  const heard: Presence[] = [];
  const channel = client.subscribe(channelName(personStatus, watched.id));
  channel.bind('user-status-changed', (presence: Presence) => heard.push(presence));
  await until('the watcher to hear', () => channel.subscribed);
  return {
    heard,
    hears: async (expected: string, meanwhile = () => {}) => {
      const told = () => heard.map(({ status }) => status).join(' ');
      await until(
        () => `"${expected}" rather than "${told()}"`,
        () => {
          meanwhile();
          return told() === expected;
        },
      );
    },
  };
}

export async function until(what: string | (() => string), condition: () => unknown): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    assert(performance.now() < end, `never seen: ${typeof what === 'string' ? what : what()}`);
    await pause(10);
  }
}
