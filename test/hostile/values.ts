import { forms, placesInTime } from './forms.ts';
import type { Schema, Slot } from './schema.ts';

/** JSON as it is written, so that it can say what JavaScript cannot. */
type RawValue = string;

const kinds: Record<string, RawValue[]> = {
  null: ['null'],
  boolean: ['true'],
  integer: ['7', '1e2'],
  number: ['1.5', '1e400', '-1e400'],
  string: ['"7"', '"true"', '""'],
  array: ['[]', '[1]', '[[]]'],
  object: ['{}', '{"id":1}', '{"length":3}'],
};

/** What this place must refuse, whatever stands around it. */
export function wrongFor({ schema, nullable }: Slot): RawValue[] {
  const own = schema.enum ? 'string' : (schema.type ?? '');
  const others = Object.entries(kinds).filter(([kind]) => kind !== own && !(kind === 'null' && nullable));
  return [...others.flatMap(([, values]) => values), ...wrongOfType(schema)];
}

function wrongOfType(schema: Schema): RawValue[] {
  if (schema.enum) return ['""', '"nothing"', `${JSON.stringify(`${schema.enum[0]} `)}`, '"a\\u0000b"', '"\\ud800"'];
  if (schema.type === 'string') return [...wrongText(schema), ...wrongForm(schema)];
  if (schema.type === 'integer') return wrongNumbers(schema);
  if (schema.type === 'array') return ['[null]', '[[[[]]]]', JSON.stringify(Array(500).fill('a'))];
  return [];
}

function wrongText({ minLength = 0, maxLength = 4000 }: Schema): RawValue[] {
  const short = minLength > 0 ? [quoted('a'.repeat(minLength - 1))] : [];
  const long = [maxLength + 1, 300_000].map((length) => quoted('a'.repeat(length)));
  return [...short, ...long, '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"a\\udc00b"', '"\\udc00\\ud800"'];
}

function wrongForm({ format = '', pattern = '' }: Schema): RawValue[] {
  return [...(forms[format] ?? []), ...(forms[pattern] ?? [])].map(quoted);
}

function wrongNumbers({ minimum = 0, maximum = 2 ** 31 - 1 }: Schema): RawValue[] {
  const tempting = [-1, 0, 1e9, minimum - 1, maximum + 1].filter((number) => number < minimum || number > maximum);
  return [...tempting.map(String), '9007199254740993', '-9007199254740993', '1.5', '1e400', '0.1e1000'];
}

/** What stands just inside a place's limits: it may be refused for its meaning, it must not break anything. */
export function extremesFor({ schema }: Slot): RawValue[] {
  if (schema.type === 'integer') return [schema.minimum ?? 0, schema.maximum ?? 2 ** 31 - 1].map(String);
  if (schema.type === 'array') return ['[]'];
  if (schema.type !== 'string' || schema.enum) return [];
  const { minLength = 0, maxLength = 200 } = schema;
  if (schema.format === 'email') return [quoted(`${'a'.repeat(maxLength - '@example.org'.length)}@example.org`)];
  if (schema.format === 'date') return ['"1800-01-01"', '"2999-12-31"', '"2024-02-29"'];
  if (schema.format === 'date-time') return extremeInstants.map(quoted);
  // Letters of one unit, two units, several code points, and of both directions.
  const letters = ['a', 'é', 'e\u0301', '😀', '👨‍👩‍👧‍👦', '\u202eع', '%', '\\', "'"];
  return [quoted('a'.repeat(minLength)), ...letters.map((letter) => quoted(letter.repeat(maxLength)))];
}

const extremeInstants = [
  ...['1800-01-01T00:00:00+14:00', '2999-12-31T23:59:59.999999999-14:00', '2024-02-29T23:59:59-00:00'],
  ...['2000-01-01T00:00:00+13:45', '2999-12-31T00:00:00Z'],
];

function quoted(text: string): RawValue {
  return JSON.stringify(text);
}

const deep = {
  arrays: '['.repeat(10_000) + ']'.repeat(10_000),
  objects: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
};

export const large = Buffer.from(`{"name":"${'a'.repeat(11 * 1024 * 1024)}"}`);

/** Whole bodies that no route takes. */
export const wrongBodies: Record<string, RawValue> = {
  'an array': '[]',
  'an array of objects': '[{}]',
  'a word': '"word"',
  'a number': '7',
  'broken JSON': '{"name":',
  'half a word': 'tru',
  'two values': '{} {}',
  'a comment': '{/* */}',
  'single quotes': "{'name':'a'}",
  NaN: 'NaN',
  'deep arrays': deep.arrays,
  'deep objects': deep.objects,
  'a deep field': `{"name":${deep.arrays}}`,
  'a __proto__ key': '{"__proto__":{"role":"admin"}}',
  'a constructor key': '{"constructor":{"prototype":{"role":"admin"}}}',
  'a hidden __proto__ key': '{"\\u005f_proto__":{}}',
  'an inner __proto__ key': '{"name":{"__proto__":[]}}',
  'a strange field': '{"nobody_knows":1}',
  'a NUL in a key': '{"a\\u0000":1}',
  'half a character in a key': '{"\\ud800":1}',
};

/** Ids as they stand in a path: none is one of ours. */
export const wrongIds = [
  ...['-1', '0', '9007199254740993', '2147483648', '1.5', '1e9', '0x1', '[1]', 'abc', 'null', 'NaN', '-0', '+1'],
  ...['%00', '1%00', '%20', '1%20', '%5B1%5D', '%D9%A3', '%F0%9F%98%80', "1'--", '1;2', '1,2', '__proto__', '..%2f1'],
  ...['a'.repeat(190), '9'.repeat(150)],
];
/** Paths that cannot even be read. */
export const brokenIds = ['%', '%zz', '%ED%A0%80', '%C0%80', '%FF', 'a'.repeat(3000)];

/** What a query's parameter must refuse, as it stands in the address. */
export function wrongParameters({ schema }: Slot): string[] {
  if (schema.enum) return ['nothing', '%00', 'null', '[1]'];
  if (schema.type === 'integer') return [...wrongIds, String((schema.maximum ?? 2 ** 31 - 1) + 1)];
  const wrong = forms[schema.format ?? schema.pattern ?? ''] ?? [];
  return ['%00', 'a%00b', 'a'.repeat((schema.maxLength ?? 4000) + 1), ...wrong.map(encodeURIComponent)];
}

const written = (cursor: unknown) => Buffer.from(JSON.stringify(cursor)).toString('base64url');
export const wrongCursors = [
  ...['abc', '!!!!', '%00', '1', 'null', 'e30', '%ED%A0%80', written(null), written({}), written([])],
  ...[written(['a']), written([1, 0]), written([1, -1]), written([1, 2 ** 31]), written([1, 'a']), written([[], 1])],
  ...[written([null, 1]), written([{}, 1]), written(['a\0b', 1]), written(['\ud800', 1]), written([1, 1.5])],
];
/** What is no place in a list, or one in another: it may be refused, or be beyond the end. */
export const oddCursors = [
  ...[...placesInTime, [1e300, 1], [Number.MAX_SAFE_INTEGER, 1], [-Number.MAX_SAFE_INTEGER, 1], ['', 1]].map(written),
  ...['from-0', 'from-999999', 'from-1e9', 'from--1'].map((place) => Buffer.from(place).toString('base64url')),
];

export const strangeParameters = ['nobody_knows=1', '__proto__=1', 'constructor=1', '__proto__[role]=admin', 'a%00=1'];
/** Hardly a query; what nobody can read may be passed over. */
export const brokenQueries = ['%', '%zz=1', '%ED%A0%80=1', '&&&', '=', '?', '#', '+'];

export const wrongTypes = [
  ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'],
  ...['application/jsonx', 'application/json-patch+json', 'nonsense', '*/*'],
];

export const wrongKeys = ['', 'a'.repeat(256), 'two words', '\u00e9'];

export const oddHeaders: readonly Record<string, string>[] = [
  ...['Bearer', 'Bearer ', 'Bearer a b', 'Basic YTpi', 'Bearer \u00ff', `Bearer ${'a'.repeat(8000)}`].map(
    (authorization) => ({ authorization }),
  ),
  ...['salle-sign-in=%00; ;;=; salle-sign-in', '=', '%ED%A0%80=1', `salle-sign-in=${'a'.repeat(8000)}`].map(
    (cookie) => ({
      cookie,
    }),
  ),
  ...['null', '', 'nonsense', 'https://evil.example', 'https://evil.example, http://localhost'].map((origin) => ({
    origin,
  })),
  ...['a b', ''].map((host) => ({ host })),
  { 'x-forwarded-host': 'a b', 'x-forwarded-proto': ',', 'x-forwarded-for': ',', 'x-forwarded-port': '99999' },
  { host: 'evil.example' },
  { 'x-forwarded-for': 'not, an, address', 'x-forwarded-proto': 'gopher', 'x-forwarded-host': 'evil.example' },
  { 'accept-encoding': 'a'.repeat(4000), accept: '\u00ff', 'accept-language': ';q=a,,' },
  { 'x-request-id': '"><script>' },
  { range: 'bytes=9-1', 'if-none-match': '\u00ff', expect: '100-continue' },
];
