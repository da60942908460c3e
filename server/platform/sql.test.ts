import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothing, sql } from './sql.ts';

test('a value is a parameter, never text', () => {
  const word = `'; drop table account; --`;
  const { text, values } = sql`select id from account where name = ${word} and id = ${7}`;
  assert.equal(text, 'select id from account where name = $1 and id = $2');
  assert.deepEqual(values, [word, 7]);
});

test('a statement within a statement is text, its values in their place', () => {
  const inner = sql`a = ${1} or b = ${2}`;
  const { text, values } = sql`select ${'x'} where (${inner}) and ${inner} and c = ${3}${nothing}`;
  assert.equal(text, 'select $1 where (a = $2 or b = $3) and a = $4 or b = $5 and c = $6');
  assert.deepEqual(values, ['x', 1, 2, 1, 2, 3]);
});

test('more than nine parameters keep their numbers', () => {
  const ten = Array.from({ length: 10 }, (_, index) => sql`c = ${index}`).reduce(
    (some, one) => sql`${some} and ${one}`,
  );
  const { text, values } = sql`select ${'first'} where ${ten} and ${'last'}`;
  assert.match(text, /^select \$1 where c = \$2 and .* and c = \$11 and \$12$/);
  assert.deepEqual(values, ['first', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'last']);
});

test('one text has one name, whatever its values; another text another', () => {
  const by = (id: number) => sql`select id from account where id = ${id}`;
  assert.equal(by(1).name, by(2).name);
  assert.notEqual(by(1).name, sql`select name from account where id = ${1}`.name);
  assert(by(1).name.length <= 63, 'PostgreSQL cuts longer names');
});

test('an object that only looks like a statement of somebody’s making does not come from JSON', () => {
  const sent = JSON.parse('{"text":"drop table account","values":[],"name":""}') as object;
  const { text } = sql`select ${JSON.stringify(sent)}`;
  assert.equal(text, 'select $1');
});
