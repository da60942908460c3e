import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { arrows, exceptions, partOf, trespasses } from './house/arrows.ts';
import { arrowsIn, circlesIn } from './house/imports.ts';
import { misshapen } from './house/shape.ts';
import { trespassesWithin, unknownWithin, withinRooms } from './house/sub-rooms.ts';

const root = join(import.meta.dirname, '..');
const pattern = '{contract,database,realtime,server,web,test,bench}/**/*.{ts,tsx,js,mjs}';
const sources = new Map(
  globSync(pattern, { cwd: root, exclude: ['web/dist', 'realtime/dist'] }).map((path) => [
    path,
    readFileSync(join(root, path), 'utf8'),
  ]),
);
const house = arrowsIn(sources);

test('the house has been read', () => {
  assert(sources.size > 100 && house.length > 300, `${sources.size} files, ${house.length} imports`);
  const missing = house.filter(({ to }) => /\.tsx?$/.test(to) && partOf(to) && !sources.has(to));
  assert.deepEqual(missing, [], 'every import within the house leads to a file that was read');
});

test('arrows run down only, and through the faces of rooms', () => {
  assert.deepEqual(trespasses(house), []);
});

test('rooms within a room stand on one another downward, through their faces', () => {
  assert.deepEqual(trespassesWithin(house), []);
  assert.deepEqual(unknownWithin(sources), []);
});

test('no import runs in a circle', () => {
  assert.deepEqual(circlesIn(house), []);
});

test('files are named after what they hold, of a size that one reads, with SQL in its place', () => {
  assert.deepEqual(misshapen(sources), []);
});

test('every exception is still needed', () => {
  const unused = exceptions.filter(({ from, to }) => !house.some((arrow) => arrow.from === from && arrow.to === to));
  assert.deepEqual(unused, []);
});

test('the table itself has no circle', () => {
  const table = Object.entries(arrows).flatMap(([from, list]) =>
    list.filter((to) => to !== from && to !== '*').map((to) => ({ from, to })),
  );
  assert.deepEqual(circlesIn(table), []);
  for (const { rooms } of Object.values(withinRooms)) {
    const within = Object.entries(rooms).flatMap(([from, list]) => list.map((to) => ({ from, to })));
    assert.deepEqual(circlesIn(within), []);
  }
});

test('a route stands in the contract file of its tag', () => {
  const strangers = Object.values(routes).filter(({ tag }) => !sources.has(`contract/${tag}.ts`));
  assert.deepEqual(strangers, []);
});

// — the law catches what it is for —

function read(files: Record<string, string>) {
  return arrowsIn(new Map(Object.entries(files)));
}

test('every form of an import is seen', () => {
  const lines = [
    `import pg from 'pg';`,
    `import type { A } from './type.ts';`,
    `import {\n  B,\n} from '../platform/lines.ts';`,
    `import './bare.ts';`,
    `export { C } from '#contract/again.ts';`,
    `export * from './star.ts';`,
    `const d = await ${'import'}('./dynamic.ts');`,
    `// import x from './comment.ts'`,
  ];
  assert.deepEqual(
    read({ 'server/clinic/clinic.ts': lines.join('\n') }).map(({ to }) => to),
    [
      'pg',
      'server/clinic/type.ts',
      'server/platform/lines.ts',
      'contract/again.ts',
      'server/clinic/star.ts',
      'server/clinic/bare.ts',
      'server/clinic/dynamic.ts',
    ],
  );
});

const wrong: Record<string, [from: string, line: string, why: RegExp]> = {
  'a room that calls one above it': [
    'server/identity/identity.ts',
    `from '#server/clinic/clinic.ts'`,
    /stand on clinic/,
  ],
  'a platform that knows a room': ['server/platform/door.ts', `from '#server/identity/identity.ts'`, /identity/],
  'a type from above': ['server/clinic/clinic.ts', `from '#server/booking/booking.ts'`, /stand on booking/],
  'a neighbour behind the face': ['server/clinic/clinic.ts', `from '#server/identity/sign-ins.ts'`, /only the face/],
  'a room that calls notification': [
    'server/rating/rating.ts',
    `from '../notification/notification.ts'`,
    /notification/,
  ],
  'pages that reach into the server': ['web/home/home.tsx', `from '#server/platform/sql.ts'`, /web may not/],
  'a contract with a package': ['contract/clinic.ts', `from 'pg'`, /this package/],
  'a contract that reads files': ['contract/clinic.ts', `from 'node:fs'`, /this package/],
  'realtime with a clinic word': ['realtime/server.ts', `from '#contract/clinic.ts'`, /realtime may not/],
};
for (const [what, [from, line, why]] of Object.entries(wrong)) {
  test(`caught: ${what}`, () => {
    const caught = trespasses(read({ [from]: `import type { X } ${line};` }));
    assert.equal(caught.length, 1);
    assert.match(caught[0] ?? '', why);
  });
}

test('caught: a room without a table', () => {
  assert.match(trespasses(read({ 'server/attic/attic.ts': `import '../platform/sql.ts';` }))[0] ?? '', /no table/);
});

const wrongWithin: Record<string, [from: string, line: string, why: RegExp]> = {
  'a room within that looks up': ['taking/holds.ts', `'../booking.ts'`, /may not look up/],
  'a room within that stands on one above it': [
    'time/plan.ts',
    `'../taking/taking.ts'`,
    /time may not stand on taking/,
  ],
  'one that stands on a neighbour': ['feed/feed.ts', `'#server/booking/letters/letters.ts'`, /stand on letters/],
  'one that reaches behind a face': ['waitlist/offers.ts', `'../time/plan.ts'`, /only the face of time/],
  'the room itself that reaches behind a face': ['booking.ts', `'./taking/batch.ts'`, /only the face of taking/],
  'the ground of a room that stands on what stands on it': ['booking.live.ts', `'./time/time.ts'`, /stand on/],
};
for (const [what, [from, name, why]] of Object.entries(wrongWithin)) {
  test(`caught: ${what}`, () => {
    const caught = trespassesWithin(read({ [`server/booking/${from}`]: `import type { X } from ${name};` }));
    assert.equal(caught.length, 1);
    assert.match(caught[0] ?? '', why);
  });
}

test('caught: a room within that no table names, and one that has lost its face', () => {
  const faces = Object.keys(withinRooms['server/booking']?.rooms ?? {}).map(
    (room) => `server/booking/${room}/${room}.ts`,
  );
  const clinic = 'server/clinic/acting/acting.ts';
  const files = [clinic, ...faces.slice(1), 'server/booking/attic/old.ts', 'server/booking/booking.ts'];
  assert.deepEqual(unknownWithin(new Map(files.map((file) => [file, '']))), [
    'server/booking/attic',
    'server/booking/time',
  ]);
});

test('caught: a circle, of any length, told once', () => {
  const circle = read({
    'web/a.ts': `import './b.ts';`,
    'web/b.ts': `import type { C } from './c.ts';`,
    'web/c.ts': `export * from './a.ts';`,
    'web/d.ts': `import './a.ts';`,
  });
  assert.deepEqual(circlesIn(circle), ['web/a.ts → web/b.ts → web/c.ts → web/a.ts']);
});

test('caught: barrels, nameless files, default exports, stray SQL, long files, a strange noun', () => {
  const caught = misshapen(
    new Map([
      ['server/clinic/index.ts', ''],
      ['web/helpers/date.ts', ''],
      ['server/clinic/types.ts', ''],
      ['server/clinic/clinic.ts', 'const doctors = sql`select 1`;'],
      ['server/clinic/doctors.ts', `client.query('SELECT id FROM doctor');`],
      ['server/clinic/patients.ts', 'export default 1;'],
      ['server/clinic/long.ts', '\n'.repeat(401)],
      ['server/clinic/doctors.routes.ts', ''],
      ['server/clinic/clinic.sql.ts', 'export const fine = sql`select id from doctor`;'],
      ['server/clinic/clinic.routes.ts', '// select one from several'],
    ]),
  );
  assert.deepEqual(
    caught.map((line) => line.split(': ')[0]),
    [
      'server/clinic/index.ts',
      'web/helpers/date.ts',
      'server/clinic/types.ts',
      'server/clinic/clinic.ts',
      'server/clinic/doctors.ts',
      'server/clinic/patients.ts',
      'server/clinic/long.ts',
      'server/clinic/doctors.routes.ts',
    ],
  );
});
