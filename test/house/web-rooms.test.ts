import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rooms } from '#web/rooms.ts';
import { crowdedFolders } from './crowd.ts';
import { arrowsIn, circlesIn } from './imports.ts';
import { webCirclesWithin, webRooms, webTrespasses, wordArrowsIn } from './web-rooms.ts';

const root = join(import.meta.dirname, '../..');
const pattern = '{contract,database,realtime,server,web,bench}/**/*.{ts,tsx,js,mjs}';
const sources = new Map(
  globSync(pattern, { cwd: root, exclude: ['web/dist'] }).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);
const house = arrowsIn(sources);

test('the rooms of the pages stand on one another as their table says, and speak no other words', () => {
  assert.deepEqual(webTrespasses([...house, ...wordArrowsIn(sources)]), []);
});

test('neither the table nor the rooms within a room have a circle', () => {
  const table = Object.entries(webRooms).flatMap(([from, list]) => list.map((to) => ({ from, to })));
  assert.deepEqual(circlesIn(table), []);
  assert.deepEqual(webCirclesWithin(house), []);
});

test('no folder has outgrown the eye', () => {
  assert.deepEqual(crowdedFolders(sources), []);
});

test('a section leads to a page of its own room, and no two pages have one address', () => {
  for (const { words, pages, sections } of rooms) {
    const strays = sections.filter(({ path }) => !pages.some((page) => page.path === path));
    assert.deepEqual(strays, [], words);
  }
  const paths = rooms.flatMap(({ pages }) => pages.map(({ path }) => path));
  assert.deepEqual(paths, [...new Set(paths)]);
});

test('sections of one group have places of their own', () => {
  const places = rooms.flatMap(({ sections }) => sections.map(({ group, place }) => `${group} ${place}`));
  assert.deepEqual(places, [...new Set(places)]);
});

// — the law catches what it is for —

const wrong: Record<string, [from: string, source: string, why: RegExp]> = {
  'a room that stands on one above it': [
    'web/clinic/doctors/doctors.tsx',
    `import { at } from '#web/booking/clinic-times.ts';`,
    /clinic may not stand on booking/,
  ],
  'the frame that knows a room': ['web/frame/rail.tsx', `import '#web/booking/room.ts';`, /frame may not stand on/],
  'a look that knows a room': ['web/ui/reason.ts', `import '../presence/use-presence.ts';`, /ui may not stand on/],
  'a page fetched late': [
    'web/live/corner.tsx',
    `const page = () => import('#web/presence/own-presence.ts');`,
    /live may not stand on presence/,
  ],
  'a neighbour within a room': [
    'web/booking/requests/requests.tsx',
    `import { Week } from '#web/schedule/hours/week-grid.tsx';`,
    /only what lies openly in schedule/,
  ],
  'a neighbour’s value': ['web/booking/days.ts', `import '#web/clinic/room.ts';`, /only what lies openly in clinic/],
  'a room that asks which rooms there are': ['web/frame/sections.ts', `import '../rooms.ts';`, /know of all rooms/],
  'a room without a table': ['web/attic/attic.ts', `import '../ui/theme.ts';`, /no table/],
  'the words of a room above': ['web/clinic/family-form.tsx', `useTranslation('booking')`, /may not stand on booking/],
};
for (const [what, [from, source, why]] of Object.entries(wrong)) {
  test(`caught: ${what}`, () => {
    const files = new Map([[from, source]]);
    const caught = webTrespasses([...arrowsIn(files), ...wordArrowsIn(files)]);
    assert.equal(caught.length, 1);
    assert.match(caught[0] ?? '', why);
  });
}

test('caught: rooms within a room that lead to one another', () => {
  const files = new Map([
    ['web/booking/slots/slot.ts', `import '#web/booking/dialog/form.ts';`],
    ['web/booking/dialog/form.ts', `import '#web/booking/days.ts';`],
    ['web/booking/days.ts', `import './slots/slot.ts';`],
  ]);
  assert.deepEqual(webCirclesWithin(arrowsIn(files)), [
    'web/booking → web/booking/slots → web/booking/dialog → web/booking',
  ]);
});

test('caught: a folder of more than forty sources', () => {
  const files = Array.from({ length: 41 }, (_, at): [string, string] => [`web/attic/${at}.ts`, '']);
  assert.deepEqual(crowdedFolders(new Map([...files.slice(1), ['web/attic/one.test.ts', '']])), []);
  assert.deepEqual(crowdedFolders(new Map(files)), ['web/attic: 41 sources at one level']);
});
