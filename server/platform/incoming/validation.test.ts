import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookSeveral } from '#contract/booking.ts';
import { signUp } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { newFieldErrors } from './field-errors.ts';
import { newBodyCheck, newTextCheck } from './validation.ts';

const unknown = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`${place}${'\u0001'.repeat(500)}`, ['']]));

/** What is answered to this body and to this query, for every route of the contract. */
for (const [name, { body, query }] of Object.entries(routes)) {
  test(`${name}: what is said of hundreds of unknown fields is short`, () => {
    const found = newFieldErrors();
    assert.equal(newBodyCheck(body)({ ...unknown(900), ...wrongOf(body) }, found), undefined);
    if (query) assert.equal(newTextCheck(query)(unknown(900), found), undefined);
    assert(found.errors.length > 0 && found.errors.length <= 20, `${found.errors.length} errors`);
    for (const { field } of found.errors) assert(field.length <= 100, field);
    assert(Buffer.byteLength(JSON.stringify(found.errors)) < 4600);
  });
}

/** Every field with hundreds of values that none takes. */
function wrongOf(schema: { properties: object } | undefined) {
  const many = Array(900).fill({ nobody_knows: [] });
  return Object.fromEntries(Object.keys(schema?.properties ?? {}).map((name) => [name, many]));
}

test('a form with twenty wrong fields is told of all twenty, each once', () => {
  const found = newFieldErrors();
  const wrong = Object.fromEntries(Array.from({ length: 25 }, (_, place) => [`field_${place}`, place]));
  newBodyCheck(undefined)(wrong, found);
  newBodyCheck(undefined)(wrong, found);
  assert.deepEqual(
    found.errors.map(({ field }) => field),
    Object.keys(wrong).slice(0, 20),
  );
});

test('accents without end on one letter are refused, not put into order', () => {
  const text = `a${'\u0301\u0323'.repeat(100_000)}`;
  const found = newFieldErrors();
  const appointments = Array(2).fill({ medical: { complaint: text } });
  assert.equal(newBodyCheck(bookSeveral.body)({ appointments }, found), undefined);
  assert.equal(newBodyCheck(signUp.body)({ name: text, email: 'a@example.org' }, found), undefined);
  const faults = found.errors.filter(({ field }) => /complaint|name/.test(field));
  assert.equal(faults.length, 3, JSON.stringify(found.errors));
});

test('where letters go is a plain address: none in quotes, none in brackets', () => {
  const faults = (email: string) => {
    const found = newFieldErrors();
    newBodyCheck(signUp.body)({ name: 'Nora', email }, found);
    return found.errors.map(({ field }) => field);
  };
  for (const email of ['a@example.org', "o'neil+x@a-b.example", 'A.B@localhost']) assert.deepEqual(faults(email), []);
  const odd = [
    '"a\r\nb"@e.test',
    '"a\u202eb"@e.test',
    '"Dear patient, press here"@e.test',
    '"a"@e.test',
    'a@[10.0.0.1]',
  ];
  for (const email of odd) assert.deepEqual(faults(email), ['email'], email);
});
