import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, Roster } from '../roster.ts';
import type { Member } from '../who.ts';

const channels = ['presence-a', 'presence-b', 'private-c', 'd'];
const users = ['1', '2', '3'];

test('first in, last out: a user on two sockets joins once and leaves once', () => {
  const roster = new Roster<string>(false);
  const member: Member = { id: '1', info: { name: 'Amina' } };
  assert.deepEqual(said(roster.subscribe('phone', 'presence-a', { member })), ['counted', 'occupied', 'joined 1']);
  assert.deepEqual(said(roster.subscribe('laptop', 'presence-a', { member })), ['counted']);
  assert.deepEqual(said(roster.leave('phone')), ['counted']);
  assert.deepEqual(said(roster.leave('laptop')), ['left 1', 'counted', 'vacated']);
  assert.ok(roster.empty);
});

test('the same across processes, whichever says so first', () => {
  const [here, there] = [new Roster<string>(true), new Roster<string>(true)];
  const member: Member = { id: '1', info: null };
  here.subscribe('phone', 'presence-a', { member });
  assert.deepEqual(said(there.hear('here', here.reports(false), false)), ['joined 1', 'counted', 'occupied']);
  assert.deepEqual(said(there.subscribe('laptop', 'presence-a', { member })), ['counted']);
  here.leave('phone');
  assert.deepEqual(said(there.hear('here', here.reports(false), false)), ['counted']);
  assert.deepEqual(said(there.leave('laptop')), ['left 1', 'counted', 'vacated']);
  assert.ok(there.empty);
});

test('who comes, goes and comes back between two reports is there', () => {
  const [here, there] = [new Roster<string>(true), new Roster<string>(true)];
  const member: Member = { id: '1', info: null };
  here.subscribe('phone', 'presence-a', { member });
  there.hear('here', here.reports(false), false);
  here.leave('phone');
  here.subscribe('phone', 'presence-a', { member });
  assert.deepEqual(said(there.hear('here', here.reports(false), false)), []);
  assert.equal(there.memberCount('presence-a'), 1);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`any order of anything keeps to the plain model, and leaves nothing behind (seed ${seed})`, () => {
    const random = randomFrom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const names = ['x', 'y', 'z'];
    const rosters = new Map(names.map((name) => [name, new Roster<string>(true)]));
    const seen = new Map(names.map((name) => [name, new Map<string, Set<string>>()]));
    // The model: who sits where, as a plain list.
    let model: { roster: string; seat: string; channel: string; user: string | undefined }[] = [];
    const follow = (name: string, changes: readonly Change[]) => {
      for (const change of changes) apply(seen.get(name) ?? new Map(), change);
    };
    const exchange = (whole: boolean) => {
      for (const [name, roster] of rosters) {
        if (whole) roster.reports(false);
        const reports = roster.reports(whole);
        for (const [other, { hear }] of bound(rosters)) if (other !== name) follow(other, hear(name, reports, whole));
      }
    };
    for (let step = 0; step < 3_000; step += 1) {
      const name = pick(names);
      const roster = rosters.get(name) as Roster<string>;
      const seat = `${name}${Math.floor(random() * 6)}`;
      const channel = pick(channels);
      const dice = random();
      if (dice < 0.5) {
        const user = channel.startsWith('presence-') ? pick(users) : undefined;
        const isThere = model.some((one) => one.seat === seat && one.channel === channel);
        follow(
          name,
          roster.subscribe(seat, channel, { member: user === undefined ? undefined : { id: user, info: 0 } }),
        );
        if (!isThere) model.push({ roster: name, seat, channel, user });
      } else if (dice < 0.8) {
        follow(name, roster.unsubscribe(seat, channel));
        model = model.filter((one) => one.seat !== seat || one.channel !== channel);
      } else if (dice < 0.9) {
        follow(name, roster.leave(seat));
        model = model.filter((one) => one.seat !== seat);
      } else if (dice < 0.97) {
        exchange(false);
        for (const known of channels) {
          const expected = new Set(model.filter((one) => one.channel === known && one.user).map((one) => one.user));
          for (const one of rosters.values()) {
            assert.equal(one.count(known), model.filter((other) => other.channel === known).length);
            assert.deepEqual(new Set(one.members(known).map((member) => member.id)), expected);
          }
          for (const told of seen.values()) assert.deepEqual(told.get(known) ?? new Set(), expected);
        }
      } else if (dice < 0.985) {
        exchange(true);
      } else {
        // One process is lost to the others, and found again.
        for (const [other, { lose }] of bound(rosters)) if (other !== name) follow(other, lose(name));
        exchange(true);
      }
    }
    for (const { roster, seat } of model) follow(roster, rosters.get(roster)?.leave(seat) ?? []);
    exchange(false);
    for (const roster of rosters.values()) assert.ok(roster.empty);
    for (const told of seen.values()) for (const members of told.values()) assert.equal(members.size, 0);
  });
}

function bound(rosters: Map<string, Roster<string>>) {
  return [...rosters].map(([name, roster]) => {
    const hear: Roster<string>['hear'] = (...given) => roster.hear(...given);
    return [name, { hear, lose: (peer: string) => roster.lose(peer) }] as const;
  });
}

/** A listener that hears only changes: nobody joins twice, nobody leaves who is not there. */
function apply(members: Map<string, Set<string>>, change: Change): void {
  if (change.what !== 'joined' && change.what !== 'left') return;
  const there = members.get(change.channel) ?? new Set();
  members.set(change.channel, there);
  assert.equal(there.has(change.member.id), change.what === 'left', `${change.what} ${change.member.id}`);
  if (change.what === 'joined') there.add(change.member.id);
  else there.delete(change.member.id);
}

function said(changes: readonly Change[]): string[] {
  return changes.map((change) => ('member' in change ? `${change.what} ${change.member.id}` : change.what));
}

/** Numbers that look random and come again: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
