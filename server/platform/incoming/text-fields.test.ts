import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { closed, Instant } from '#contract/route.ts';
import { line, prose, secret, tamed } from '#contract/text.ts';
import { newFieldErrors } from './field-errors.ts';
import { newBodyCheck, newTextCheck } from './validation.ts';

const name = line({ minLength: 1, maxLength: 9 });
const check = newBodyCheck(
  closed({
    name: Type.Optional(name),
    door: Type.Optional(Type.Union([line({ maxLength: 4 }), Type.Null()])),
    deep: Type.Optional(Type.Array(closed({ note: prose({ maxLength: 99 }), at: Type.Optional(Instant) }))),
    password: Type.Optional(secret({ maxLength: 99 })),
  }),
);

function kept(body: unknown): unknown {
  const found = newFieldErrors();
  return check(body, found) ?? found.errors;
}

test('text is put into the form in which we keep it, wherever it stands', () => {
  const sent = {
    name: ' Ame\u0301lie\u00a0 B\u200e ',
    door: ' \t1',
    deep: [{ note: 'a\r\n b' }, { note: '' }],
    password: ' e\u0301\u202e ',
  };
  const inOurForm = {
    name: 'Am\u00e9lie B',
    door: '1',
    deep: [{ note: 'a\n b' }, { note: '' }],
    password: ' e\u0301\u202e ',
  };
  assert.deepEqual(kept(sent), inOurForm);
  assert.deepEqual(kept({ door: null }), { door: null });
  assert.deepEqual(kept({}), {}, 'what was not sent is not there');
});

test('what was sent stays as it was', () => {
  const sent = Object.freeze({ name: ' a ', deep: Object.freeze([Object.freeze({ note: 'a\r' })]) });
  assert.deepEqual(kept(sent), { name: 'a', deep: [{ note: 'a\n' }] });
});

test('lengths are those of what is kept', () => {
  assert.deepEqual(kept({ name: `${'e\u0301'.repeat(9)}   ` }), { name: '\u00e9'.repeat(9) });
  assert.deepEqual(rulesFor({ name: ' \u200f ' }), ['name minLength']);
  assert.deepEqual(
    rulesFor({ name: '\u0958'.repeat(9) }),
    ['name maxLength'],
    'what is spelled longer counts as longer',
  );
});

test('what cannot be kept is told by its rule, with its place', () => {
  assert.deepEqual(
    rulesFor({ name: 'a\nb', door: '\u202e', deep: [{ note: 'ok' }, { note: '\u0007', at: '2026-02-30T10:00:00Z' }] }),
    ['name line', 'door line', 'deep.1.note prose', 'deep.1.at date-time'],
  );
  assert.deepEqual(rulesFor({ name: [' a '], door: 7, deep: { note: 'a' } }), ['name type', 'door type', 'deep type']);
  assert.deepEqual(rulesFor(['a']).length, 1);
});

test('words to look for are mended, never refused', () => {
  const asked = newTextCheck(closed({ q: tamed({ maxLength: 9 }) }));
  assert.deepEqual(asked({ q: ' a\u202e\nb\ufeff ' }, newFieldErrors()), { q: 'a b' });
});

function rulesFor(body: unknown): string[] {
  const found = newFieldErrors();
  check(body, found);
  return found.errors.map(({ field, rule }) => `${field} ${rule}`);
}
