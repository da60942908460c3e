import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJson } from './json-body.ts';

const rulesOf = (text: string) => {
  const parsed = parseJson(text);
  return 'errors' in parsed ? parsed.errors.map(({ field, rule }) => [field, rule]) : [];
};

describe('a body', () => {
  test('that is sound comes back as it is', () => {
    const value = { name: 'مُحَمَّد 👨‍👩‍👧', list: [1, null, { deep: [true] }], 'a key': '' };
    assert.deepEqual(parseJson(JSON.stringify(value)), { value });
  });

  const refused: [what: string, text: string, field: string, rule: string][] = [
    ['broken', '{"name":', '', 'json'],
    ['a prototype’s key', '{"__proto__":1}', '', 'key'],
    ['the same, written otherwise', '{"a":{"\\u005f_proto__":1}}', 'a', 'key'],
    ['a constructor', '{"a":[{"constructor":1}]}', 'a.0', 'key'],
    ['a NUL', '{"name":"a\\u0000"}', 'name', 'characters'],
    ['half a character', '{"list":["\\ud800"]}', 'list.0', 'characters'],
    ['half a character in a key', '{"\\udc00":1}', '', 'characters'],
  ];
  for (const [what, text, field, rule] of refused) {
    test(`refused: ${what}`, () => assert.deepEqual(rulesOf(text), [[field, rule]]));
  }

  test('may be twenty deep and no deeper', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    assert.deepEqual(rulesOf(nested(20)), []);
    assert.equal(rulesOf(nested(21))[0]?.[1], 'depth');
    assert.equal(rulesOf(nested(100_000))[0]?.[1], 'depth');
  });

  test('is told of all that is wrong, in words that do not repeat it', () => {
    const parsed = parseJson('{"a":"\\u0000secret","b":["\\ud800"],"c":{"prototype":1}}');
    assert('errors' in parsed);
    assert.deepEqual(
      parsed.errors.map(({ field }) => field),
      ['a', 'b.0', 'c'],
    );
    assert(!JSON.stringify(parseJson('{"secret": oops}')).includes('oops'));
  });
});
