import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LiveEvent } from '#contract/broadcasting.ts';
import { apply, type ChannelState, type Effect, newChannel, type Operation } from './channel-state.ts';

const id = (position: number) => `${String(position).padStart(15, '0')}000`;
const upTo = (position: number) => `${String(position).padStart(15, '0')}999`;
const fact = (position: number): LiveEvent => ({ event_id: id(position), event: 'said', data: {} });
const heard = (position: number): Operation => ({ type: 'heard', fact: fact(position) });
const answered = (turn: number, positions: number[], last: number): Operation => ({
  type: 'answered',
  turn,
  data: positions.map(fact),
  next: upTo(last),
});

/** Runs operations, and tells what came of them in short: `ask 3`, `tell 4 5`, `fetch first`. */
function run(start: ChannelState, ...operations: Operation[]): { state: ChannelState; did: string[] } {
  let state = start;
  const did: string[] = [];
  for (const operation of operations) {
    const step = apply(state, operation);
    state = step.state;
    did.push(...step.effects.map(told));
  }
  return { state, did };
}

function told(effect: Effect): string {
  if (effect.type === 'ask') return `ask ${effect.after === undefined ? 'where' : Number(effect.after.slice(0, 15))}`;
  if (effect.type === 'tell')
    return `tell ${effect.facts.map(({ event_id }) => Number(event_id.slice(0, 15))).join(' ')}`;
  return effect.type === 'fetch' ? `fetch ${effect.why}` : effect.type;
}

const fresh = newChannel('events');
const live = run(fresh, { type: 'subscribed' }, answered(1, [], 10)).state;

describe('a channel that catches up by its facts', () => {
  test('subscribes, asks where it stands, lets its listeners fetch, and tells what comes', () => {
    const { did } = run(fresh, { type: 'subscribed' }, answered(1, [], 10), heard(11), heard(12));
    assert.deepEqual(did, ['ask where', 'fetch first', 'tell 11', 'tell 12']);
  });

  test('what arrives before it knows where it stands waits, and what the fetch holds already is dropped', () => {
    const { did, state } = run(fresh, { type: 'subscribed' }, heard(10), heard(11), answered(1, [], 10));
    assert.deepEqual(did, ['ask where', 'fetch first', 'tell 11']);
    assert.equal(state.counts.doubles, 1);
  });

  test('doubles are dropped, also those from before', () => {
    const { did, state } = run(live, heard(11), heard(11), heard(9), heard(12));
    assert.deepEqual(did, ['tell 11', 'tell 12']);
    assert.equal(state.counts.doubles, 2);
  });

  test('after a gap, what was missed comes first and in order, whatever arrives meanwhile', () => {
    const { did, state } = run(
      live,
      heard(11),
      { type: 'lost' },
      { type: 'subscribed' },
      heard(14),
      heard(15),
      answered(2, [12, 13, 14], 14),
    );
    assert.deepEqual(did, ['tell 11', 'ask 11', 'tell 12 13 14', 'tell 15']);
    assert.deepEqual(state.counts, { told: 5, doubles: 1, gaps: 1, missed: 2, fetches: 1 });
  });

  test('asks on until an answer is empty', () => {
    const gap = run(
      live,
      { type: 'lost' },
      { type: 'subscribed' },
      answered(2, [11, 12], 12),
      answered(3, [13], 13),
      answered(4, [], 13),
    );
    assert.deepEqual(gap.did, ['ask 10', 'tell 11 12', 'ask 12', 'tell 13', 'ask 13']);
    assert(gap.state.current);
  });

  test('… or reaches what the socket has told, however many facts a second there are', () => {
    const { did } = run(live, { type: 'lost' }, { type: 'subscribed' }, heard(13), answered(2, [11, 12, 13], 13));
    assert.deepEqual(did, ['ask 10', 'tell 11 12 13']);
  });

  test('too long ago: asks where it stands, and has everything fetched anew', () => {
    const { did } = run(
      live,
      { type: 'lost' },
      { type: 'subscribed' },
      heard(50),
      { type: 'too-old', turn: 2 },
      answered(3, [], 49),
    );
    assert.deepEqual(did, ['ask 10', 'ask where', 'fetch too-old', 'tell 50']);
  });

  test('an answer to a question from before the socket was lost again changes nothing', () => {
    const { did } = run(
      live,
      { type: 'lost' },
      { type: 'subscribed' },
      { type: 'lost' },
      { type: 'subscribed' },
      answered(2, [11], 11),
      answered(3, [11, 12], 12),
      answered(4, [], 12),
    );
    assert.deepEqual(did, ['ask 10', 'ask 10', 'tell 11 12', 'ask 12']);
  });

  test('while the gap cannot be closed nothing after it is told', () => {
    const { did } = run(
      live,
      { type: 'lost' },
      { type: 'subscribed' },
      heard(12),
      { type: 'unanswered', turn: 2 },
      heard(13),
      { type: 'check' },
      answered(3, [11, 12, 13], 13),
    );
    assert.deepEqual(did, ['ask 10', 'ask-later', 'ask 10', 'tell 11 12 13']);
  });

  test('a check while all is well finds nothing, and holds nothing back where it fails', () => {
    const failed = run(live, { type: 'check' }, heard(11), { type: 'unanswered', turn: 2 }, heard(12));
    assert.deepEqual(failed.did, ['ask 10', 'tell 11', 'tell 12']);
    const well = run(live, { type: 'check' }, heard(11), answered(2, [], 10), heard(12));
    assert.deepEqual(well.did, ['ask 10', 'tell 11', 'tell 12']);
    assert.equal(well.state.counts.gaps, 0);
  });

  test('a check tells what went by unheard', () => {
    const { did, state } = run(live, { type: 'check' }, heard(13), answered(2, [11, 12, 13], 13));
    assert.deepEqual(did, ['ask 10', 'tell 11 12 13']);
    assert.equal(state.counts.missed, 2);
  });

  test('without a socket, asking is enough', () => {
    const { did } = run(
      fresh,
      { type: 'check' },
      answered(1, [], 10),
      { type: 'check' },
      answered(2, [11], 11),
      answered(3, [], 11),
    );
    assert.deepEqual(did, ['ask where', 'fetch first', 'ask 10', 'tell 11', 'ask 11']);
  });

  test('too much to hold is fetched anew instead', () => {
    const flood = Array.from({ length: 1001 }, (_, at) => heard(at + 20));
    const { did, state } = run(live, { type: 'lost' }, { type: 'subscribed' }, ...flood, answered(3, [], 1020));
    assert.deepEqual(did, ['ask 10', 'ask where', 'fetch too-old']);
    assert.equal(state.held.length, 0);
  });

  test('for somebody else it begins anew', () => {
    const { did, state } = run(
      live,
      { type: 'restart' },
      { type: 'subscribed' },
      answered(1, [], 30),
      answered(2, [], 30),
    );
    assert.deepEqual(did, ['ask where', 'fetch too-old']);
    assert.equal(state.cursor, upTo(30));
  });
});

describe('a channel that has its listeners fetch', () => {
  test('asks nothing: subscribed, after a gap, and at each check they fetch', () => {
    const lost: Operation[] = [{ type: 'lost' }, { type: 'subscribed' }];
    const { did } = run(newChannel('fetch'), { type: 'subscribed' }, heard(5), heard(5), ...lost, heard(7), {
      type: 'check',
    });
    assert.deepEqual(did, ['fetch first', 'tell 5', 'fetch gap', 'tell 7', 'fetch check']);
  });

  test('turns to facts as soon as one listener wants them, from where it is', () => {
    const prefer: Operation = { type: 'prefer', after: 'events' };
    assert.deepEqual(run(newChannel('fetch'), { type: 'subscribed' }, prefer, answered(1, [], 9)).did, [
      'fetch first',
      'ask where',
      'fetch too-old',
    ]);
    const after = run(
      newChannel('fetch'),
      { type: 'subscribed' },
      heard(5),
      prefer,
      { type: 'lost' },
      { type: 'subscribed' },
    );
    assert.deepEqual(after.did, ['fetch first', 'tell 5', 'ask 5']);
  });
});
