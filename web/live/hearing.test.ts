import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { doctorSchedule } from '#contract/schedule.events.ts';
import { type Hearing, hear } from './hearing.ts';

const slot = { starts_at: '2026-11-27T09:00:00Z', ends_at: '2026-11-27T09:30:00Z', status: 'booked' };

test('each event goes to what is done with it, and what nobody waits for goes by', () => {
  const heard: string[] = [];
  const hearing: Hearing<typeof doctorSchedule> = { 'slot.updated': ({ status }) => heard.push(status) };
  for (const event of ['slot.updated', 'schedule.updated', 'constructor', 'slot.updated']) {
    hear(hearing, { event, data: slot });
  }
  assert.deepEqual(heard, ['booked', 'booked']);
});

test('what the contract does not say does not compile', () => {
  const misspelt: Hearing<typeof doctorSchedule> = {
    // @ts-expect-error: no event of this channel
    'slot.update': () => {},
    // @ts-expect-error: nothing of this name is told
    'slot.updated': ({ start_at }) => start_at,
  };
  assert.equal(Object.keys(misspelt).length, 2);
});
