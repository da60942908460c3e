import { dirname } from 'node:path';
import { partOf } from './arrows.ts';
import { type Arrow, circlesIn, type Sources } from './imports.ts';

/** What every page stands on, whatever its room. */
const ground = ['platform', 'ui'];

/** A room of the pages, and what it may stand on beside itself. Everything that is not written here is forbidden. */
export const webRooms: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  ui: ['platform'],
  live: ['platform'],
  presence: ['platform', 'live'],
  identity: ground,
  clinic: [...ground, 'live', 'presence'],
  schedule: [...ground, 'live', 'presence', 'clinic'],
  booking: [...ground, 'live', 'presence', 'clinic', 'schedule'],
  broadcasting: [...ground, 'live'],
  audit: ground,
  gallery: [...ground, 'presence'],
  // around every page, and it knows none: which there are is told to it
  frame: [...ground, 'live', 'presence'],
};

/** Every arrow among the pages that the table does not allow, told as a person would. */
export function webTrespasses(arrows: readonly Arrow[]): string[] {
  return arrows.filter(isAmongPages).flatMap(({ from, to }) => {
    const wrong = wrongWith(from, to);
    return wrong ? [`${from} → ${to}: ${wrong}`] : [];
  });
}

/** Rooms within a room that lead to one another in a circle. The room's value, which opens all of them, is no part of it. */
export function webCirclesWithin(arrows: readonly Arrow[]): string[] {
  const folders = arrows
    .filter(isAmongPages)
    .filter(({ from, to }) => /\.tsx?$/.test(to) && roomOf(from) === roomOf(to) && !isValue(from))
    .map(({ from, to }) => ({ from: dirname(from), to: dirname(to) }))
    .filter(({ from, to }) => from !== to);
  return circlesIn(folders);
}

/** Whose words a file speaks: an arrow like any other. */
export function wordArrowsIn(sources: Sources): Arrow[] {
  return [...sources].flatMap(([from, source]) =>
    Array.from(source.matchAll(/\buseTranslation\('([a-z]+)(?:-rail)?'\)/g), ([, room = '']) => ({
      from,
      to: `web/${room}/${room}.en.json`,
    })),
  );
}

function wrongWith(from: string, to: string): string | undefined {
  const [caller, called] = [roomOf(from), roomOf(to)];
  if (caller === called) return undefined;
  // `app.tsx`, `main.tsx` and the list of rooms know every room, by its value
  if (caller === undefined) return undefined;
  if (called === undefined) return `${caller} may not know of all rooms`;
  const downward = webRooms[caller];
  if (!downward) return `no table says what ${caller} may stand on`;
  if (!downward.includes(called)) return `${caller} may not stand on ${called}`;
  return isFace(called, to) ? undefined : `only what lies openly in ${called} is used from outside`;
}

/** What neighbours share lies in the room's own folder; the rooms within it are its own affair. */
function isFace(room: string, path: string): boolean {
  return ground.includes(room) || (dirname(path) === `web/${room}` && !isValue(path));
}

function isValue(path: string): boolean {
  return path.endsWith('/room.ts');
}

function isAmongPages({ from, to }: Arrow): boolean {
  return partOf(from) === 'web' && partOf(to) === 'web';
}

function roomOf(path: string): string | undefined {
  const steps = path.split('/');
  return steps.length > 2 ? steps[1] : undefined;
}
