import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { mostBytes, parseForm, parseJson } from './json-body.ts';

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
    ['more values than anybody needs', `[${'{},'.repeat(999)}{}]`, '', 'size'],
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

  test('may hold brackets, commas and quotes in its words, as many as it likes', () => {
    const value = { text: '[{,\\"'.repeat(5000), 'a "key"\\': '\\' };
    assert.deepEqual(parseJson(JSON.stringify(value)), { value });
  });

  test('is told of what is wrong, in words that do not repeat it', () => {
    const parsed = parseJson('{"a":"\\u0000secret","b":["\\ud800"],"c":{"prototype":1}}');
    assert('errors' in parsed);
    assert.deepEqual(
      parsed.errors.map(({ field }) => field),
      ['a', 'b.0', 'c'],
    );
    assert(!JSON.stringify(parseJson('{"secret": oops}')).includes('oops'));
  });

  // What came in as 0.9 MB went out as 209 MB.
  for (const [what, letter] of Object.entries({ letters: 'k', 'letters of four bytes': '😀', controls: '\u0001' })) {
    test(`is told of twenty faults in under five kilobytes, whatever its names are made of: ${what}`, () => {
      const wrong = Array.from({ length: 400 }, (_, place) => [`${place}${letter.repeat(900)}`, ['\0']]);
      const parsed = parseJson(JSON.stringify({ outer: Object.fromEntries(wrong) }));
      assert('errors' in parsed);
      assert(parsed.errors.length > 5 && parsed.errors.length <= 20, `${parsed.errors.length} errors`);
      for (const { field } of parsed.errors) assert(field.length <= 100 && field.isWellFormed(), field);
      assert(Buffer.byteLength(JSON.stringify(parsed)) < 4700);
    });
  }
});

test('a form has few fields', () => {
  assert.deepEqual(parseForm('a=1&b=%202'), { value: { a: '1', b: ' 2' } });
  const parsed = parseForm('a&'.repeat(200_000));
  assert.deepEqual('errors' in parsed && parsed.errors.map(({ rule }) => rule), ['size']);
});

test('strangers may send what every field of theirs can hold, whichever way its letters are written', () => {
  const letter = '\\ud83d\\ude00';
  for (const route of Object.values(routes).filter(({ who, form }) => who === 'anyone' || form)) {
    const fields = Object.entries(route.body?.properties ?? {}) as [string, { maxLength?: number }][];
    const longest = fields.map(([name, { maxLength = 100 }]) => name.length + 6 + maxLength * letter.length);
    const sum = longest.reduce((one, other) => one + other, 2);
    assert(sum <= mostBytes(route), `${route.path}: ${sum} bytes, ${mostBytes(route)} are read`);
  }
});
