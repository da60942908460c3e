import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forms } from '#test/hostile/forms.ts';
import { shortened, startIn } from './slot-address.ts';

test('an address leads to the start that it was made of', () => {
  const start = '2026-11-23T08:00:00.000Z';
  assert.equal(startIn(shortened(start)), start);
  assert.equal(startIn('2026-11-23T09:00:00+01:00'), start);
});

test('what is no instant leads nowhere', () => {
  const short = forms['date-time']?.filter((text) => text !== '2026-01-01T10:00Z') ?? [];
  for (const asked of [
    ...short,
    undefined,
    null,
    7,
    {},
    '2026-02-30T08:00Z',
    '0001-01-01T08:00Z',
    '2026-01-01T24:00Z',
  ]) {
    assert.equal(startIn(asked), undefined, String(asked));
  }
});
