import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { asLine, asProse, asTamed, isLine, isName, isProse } from '#contract/characters.ts';
import { routes } from '#contract/routes.ts';
import { cloneDatabase } from './cluster.ts';
import { forms } from './hostile/forms.ts';
import { type Schema, slotsOf } from './hostile/schema.ts';

const { connection, drop } = await cloneDatabase('empty');
const client = new pg.Client(connection);
await client.connect();
after(() => client.end().then(drop));

// — every text of a request is of a kind —

/** `tamed` and `password` refuse nothing: the one is mended, the other never shown. */
const kinds = new Set([...Object.keys(forms), 'tamed', 'password']);
const forged = [...(forms.line ?? []), 'a\nb', 'a\tb', '\u200e1', ' \u202e '];

function kindless(schema: Schema): string[] {
  return slotsOf(schema)
    .filter(({ schema: { type, enum: choices } }) => type === 'string' && !choices)
    .filter(({ schema: { format, pattern } }) => !(format && kinds.has(format)) && !(pattern && isClosed(pattern)))
    .map(({ path }) => path.join('.'));
}

/** A pattern is a kind of its own where it lets nothing through that a line would not hold. */
function isClosed(pattern: string): boolean {
  return !forged.some((text) => new RegExp(pattern, 'u').test(text));
}

for (const [name, { params, query, body }] of Object.entries(routes as Record<string, Asked>)) {
  test(`${name}: each text that it takes is one line, several lines, or of a form of its own`, () => {
    assert.deepEqual(
      [params, query, body].flatMap((part) => kindless(part ?? {})),
      [],
    );
  });
}
type Asked = { params?: Schema; query?: Schema; body?: Schema };

test('a text of no kind is caught', () => {
  const text = { type: 'string', maxLength: 9 };
  const asked = { name: text, note: { ...text, pattern: '\\S' }, when: { ...text, format: 'datetime' } };
  const deep = { list: { type: 'array', items: { type: 'object', properties: asked } } };
  assert.deepEqual(kindless({ properties: deep }), ['list.0.name', 'list.0.note', 'list.0.when']);
});

// — what text may hold —

test('names of all languages stay as they are written', () => {
  const names = [
    'Søren Kierkegård',
    'أمينة حدّاد',
    'علی‌رضا',
    'שָׁלוֹם',
    'अमीना',
    '陳小明',
    "O'Neill-Łuk, Jr. (2nd)",
    '👨‍👩‍👧 Haddad',
    '葛󠄀城',
  ];
  for (const name of names) {
    assert(isLine(name), name);
    assert.equal(asLine(name), name.normalize('NFC'));
  }
});

test('what somebody is called may be anything but an address, and the database says the same', async () => {
  const names = [
    'Smith-Jones Jr.',
    'O’Brien',
    'Dr. A. B. Sørensen',
    'J.R.R. Tolkien',
    'أمينة حدّاد',
    'N/A',
    'Ann/Bob',
    'a.b',
    '24/7 Care',
  ];
  for (const text of [...names, ...(forms.name ?? [])]) {
    const isKept = names.includes(text);
    assert.equal(isName(text), isKept, text);
    const { rows } = await client.query<{ name: boolean }>('select is_name($1) as name', [text]);
    assert.equal(rows[0]?.name, isKept || text === '\u0301', text);
  }
  const { rows } = await client.query<{ name: string }>(
    `select c.relname || '.' || a.attname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.conkey)
     where pg_get_constraintdef(k.oid) ~ 'is_name' order by 1`,
  );
  assert.deepEqual(
    rows.map((one) => one.name),
    ['account', 'clinic', 'doctor', 'link', 'patient', 'prestation', 'salle', 'specialization'].map(
      (of) => `${of}.name`,
    ),
  );
});

test('a line has one spelling: blanks, marks of direction and the ends of it', () => {
  assert.equal(asLine(' \u200f\tAmina \u00a0\u3000 Haddad\u200e \n'), 'Amina Haddad');
  assert.equal(asLine('Ame\u0301lie'), 'Am\u00e9lie');
  assert.equal(asLine('\u2800 \u200e'), '');
});

test('several lines keep their breaks, all of one kind, tabs and marks of direction', () => {
  assert.equal(asProse('a\r\nb\rc\u2028d\u0085e\tf'), 'a\nb\nc\nd\ne\tf');
  assert(isProse('a\n\tb \u200fج\u200e 500 mg'));
});

test('what nobody typed for others is mended, not refused', () => {
  for (const text of forms.line ?? [])
    assert(isLine(asTamed(text)) || !/[\p{L}\p{N}]/u.test(text), JSON.stringify(text));
  assert.equal(asTamed('\u200eIMG\u202egpj.exe\n'), 'IMG gpj.exe');
});

test('the database holds no other line and no other text than the door lets in', async () => {
  const places = Array.from({ length: 0x20000 }, (_, code) => code).filter(
    (code) => code > 0 && (code < 0xd800 || code > 0xdfff),
  );
  const all = [...places, ...Array.from({ length: 0x1100 }, (_, more) => 0xe0000 + more)];
  const { rows } = await client.query<{ code: number; line: boolean; prose: boolean }>(
    `select code, is_one_line('a' || chr(code) || 'b') as line, is_prose('a' || chr(code) || 'b') as prose
     from unnest($1::integer[]) as code`,
    [all],
  );
  assert.equal(rows.length, all.length);
  const other = rows.filter(({ code, line, prose }) => {
    const text = `a${String.fromCodePoint(code)}b`;
    return line !== isLine(text) || prose !== isProse(text);
  });
  assert.deepEqual(other, []);
  for (const text of ['', ...(forms.line ?? [])]) {
    const { rows: judged } = await client.query<{ line: boolean }>('select is_one_line($1) as line', [text]);
    const isAccentAlone = text === '\u0301'; // the one thing that the door alone refuses
    assert.equal(judged[0]?.line, isLine(text) || isAccentAlone, JSON.stringify(text));
  }
  const { rows: ends } = await client.query(`select is_one_line(' a') or is_one_line('a ') or is_one_line(' ') as one`);
  assert.deepEqual(ends, [{ one: false }]);
});

// — and no way past it —

/** What programs write and nobody reads as words: codes, keys, hashes, names of our own. */
const machines = [
  ...[
    'audit.role',
    'audit.action',
    'audit.subject',
    'idempotency_key.route',
    'idempotency_key.key',
    'account.password_hash',
  ],
  ...['clinic.timezone', 'doctor.languages', 'event.name', 'event.channels', 'realtime_app.app_id', 'realtime_app.key'],
  ...['follower.name', 'follower_debt.name', 'appointment_letter.status', 'appointment_file.key', 'file_key.key'],
  ...['function_run.hash', 'appointment.kind', 'migration.name', 'migration.hash'],
];

async function openColumns(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname || '.' || a.attname as name
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype)
       and not exists (
         select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
           and pg_get_constraintdef(k.oid) ~ ('is_(one_line|name)\\(' || a.attname || '\\)|is_prose\\(' || a.attname || '\\)|'
             || a.attname || ' ~ ''\\^|' || a.attname || ' = ANY'))
     order by 1`,
  );
  return rows.map(({ name }) => name);
}

test('every column of words is one line, several lines, a choice or of a form', async () => {
  assert.deepEqual(
    (await openColumns()).filter((name) => !machines.includes(name)),
    [],
  );
  await client.query(`create table page (title text check (length(title) < 9))`);
  assert((await openColumns()).includes('page.title'), 'another is caught');
  await client.query('drop table page');
});
