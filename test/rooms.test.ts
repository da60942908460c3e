import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { channels } from '#contract/events.ts';
import { jobKinds } from '#server/app.ts';
import { openAuditRoom } from '#server/audit/room.ts';
import { openBookingRoom } from '#server/booking/room.ts';
import { openBroadcastingRoom } from '#server/broadcasting/room.ts';
import { openClinicRoom } from '#server/clinic/room.ts';
import { openIdentityRoom } from '#server/identity/room.ts';
import type { Base } from '#server/platform/base.ts';
import { openKeysRoom } from '#server/platform/keys.ts';
import type { Room } from '#server/platform/room.ts';
import { openSweeps } from '#server/platform/sweeps.ts';
import { openPresenceRoom, openSightRoom } from '#server/presence/room.ts';
import { openScheduleRoom } from '#server/schedule/room.ts';
import { openTestBase } from './base.ts';
import { cloneDatabase, type TestDatabase } from './cluster.ts';
import { checkout } from './process.ts';

let made: TestDatabase;
let base: Base;
let rooms: readonly Room[];
before(async () => {
  made = await cloneDatabase('empty');
  base = await openTestBase({ connection: made.connection, address: 'http://127.0.0.1' });
  rooms = await openRooms();
});
after(async () => {
  for (const room of rooms.toReversed()) await room.close?.();
  await base.close();
  await made.drop();
});

async function openRooms(): Promise<readonly Room[]> {
  const identity = openIdentityRoom(base);
  const clinic = openClinicRoom(base, identity.face);
  const schedule = openScheduleRoom(base, clinic.face);
  const booking = openBookingRoom(base, { identity: identity.face, clinic: clinic.face, schedule: schedule.face });
  const sight = openSightRoom(booking.ties, base.config.broadcast);
  const below = [openKeysRoom(base), identity, clinic, schedule, booking, openAuditRoom(base), sight];
  const sockets = await openBroadcastingRoom(base, { identity: identity.face, rooms: below, origins: new Set() });
  return [...below, sockets, await openPresenceRoom(base, sockets.face, sight.face)];
}

test('each room’s sweep is done in its round, and told by its name', async () => {
  const all = rooms.flatMap((room) => room.sweeps ?? []);
  const sweeps = openSweeps(base.database, base.log, all, 3_600_000);
  await sweeps.round();
  await sweeps.stop();
  const owner = new pg.Client(made.connection);
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>('select name from swept where done_at >= begun_at');
  await owner.end();
  const names = rows.map(({ name }) => name).toSorted();
  assert.deepEqual(names, all.map(({ name }) => name).toSorted());
  assert.deepEqual(names, ['audit', 'facts', 'files', 'identity', 'keys']);
});

test('each channel that not everybody may hear is exactly one room’s; one that everybody may hear is nobody’s', () => {
  const owners = (name: string) =>
    rooms.filter((room) => room.channels?.some(({ channel }) => channel.name === name)).map((room) => room.name);
  for (const { name, who } of Object.values(channels)) {
    assert.equal(owners(name).length, who === 'public' ? 0 : 1, `${name}: ${owners(name)}`);
  }
  const rules = rooms.flatMap((room) => room.channels ?? []).map(({ channel }) => channel);
  assert.equal(new Set(rules).size, rules.length, 'each has one rule');
  const known = Object.values(channels);
  assert.deepEqual(
    rules.filter((channel) => !known.includes(channel)),
    [],
    'each stands in the contract',
  );
});

test('each kind of job is one room’s, and is prepared before the rooms open', () => {
  const worked = rooms.flatMap((room) => room.jobs ?? []).map(({ kind }) => kind.name);
  assert.deepEqual(worked.toSorted(), jobKinds.map(({ name }) => name).toSorted());
  assert.equal(new Set(worked).size, worked.length);
});

test('no two rooms, followers or rounds share a name', () => {
  const followers = rooms.flatMap((room) => room.followers ?? []);
  const rounds = rooms.flatMap((room) => room.rounds ?? []);
  for (const named of [rooms, followers, rounds]) {
    const names = named.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, names.join(' '));
  }
});

/** The program as it would be without this room: its folder gone, and its name gone from `app.ts`. */
function without(room: string, app: string): string {
  const opening = new RegExp(`^.*\\bopen${room[0]?.toUpperCase()}${room.slice(1)}Room\\b.*\\n`, 'gm');
  const jobs = new RegExp(`^ *\\.\\.\\.${room}Jobs,\\n`, 'gm');
  return app
    .replaceAll(opening, '')
    .replaceAll(jobs, '')
    .replaceAll(new RegExp(`, (\\.\\.\\.)?${room}(Jobs)?\\b`, 'g'), '');
}

test('a room that is removed from the list compiles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'salle-without-'));
  try {
    for (const part of ['contract', 'realtime', 'server', 'package.json', 'tsconfig.json']) {
      await cp(join(checkout, part), join(folder, part), { recursive: true });
    }
    await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'));
    await rm(join(folder, 'server', 'booking'), { recursive: true });
    const main = join(folder, 'server', 'app.ts');
    const app = without('booking', await readFile(main, 'utf8'));
    assert.doesNotMatch(app, /booking/i);
    await writeFile(main, app);
    const settings = { extends: './tsconfig.json', files: ['server/app.ts'], include: [] };
    await writeFile(join(folder, 'tsconfig.server.json'), JSON.stringify(settings));
    await compiled(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function compiled(folder: string): Promise<void> {
  const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.server.json'], { cwd: folder }).catch(
    ({ stdout }: { stdout: string }) => assert.fail(stdout),
  );
}
