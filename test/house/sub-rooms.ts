import { partOf } from './arrows.ts';
import type { Arrow, Sources } from './imports.ts';

/** A room that has outgrown the eye has rooms within: what each may stand on, and what of the whole room all of them see. */
export type Within = { ground: readonly string[]; rooms: Readonly<Record<string, readonly string[]>> };

export const withinRooms: Readonly<Record<string, Within>> = {
  'server/clinic': { ground: ['clinic.live.ts'], rooms: { acting: [] } },
  'server/booking': {
    // what the room tells and what it logs, whichever of its rooms has done it
    ground: ['booking.live.ts', 'booking-log.ts'],
    rooms: {
      time: [],
      taking: ['time'],
      appointments: ['time'],
      invitation: [],
      letters: ['invitation'],
      feed: ['invitation'],
      waitlist: ['time', 'taking', 'letters'],
      leaving: [],
      demo: ['taking', 'appointments'],
    },
  },
};

/** Every arrow among the rooms within a room that the table does not allow, and every way past a face. */
export function trespassesWithin(all: readonly Arrow[]): string[] {
  return all.flatMap(({ from, to }) => {
    const wrong = wrongWithin(from, to);
    return wrong ? [`${from} → ${to}: ${wrong}`] : [];
  });
}

function wrongWithin(from: string, to: string): string | undefined {
  if (['test', 'bench'].includes(partOf(from) ?? '')) return undefined;
  const whole = Object.keys(withinRooms).find((room) => from.startsWith(`${room}/`) && to.startsWith(`${room}/`));
  if (whole === undefined) return undefined;
  const { ground, rooms } = withinRooms[whole] as Within;
  const caller = placeIn(whole, from);
  const called = placeIn(whole, to);
  if (caller.room === called.room) return undefined;
  if (called.room === undefined) return ground.includes(called.file) ? undefined : `${caller.room} may not look up`;
  if (ground.includes(caller.file)) return `${caller.file} is what the rooms within stand on`;
  if (called.file !== `${called.room}.ts`) return `only the face of ${called.room} is called from outside`;
  const isDown = caller.room === undefined || rooms[caller.room]?.includes(called.room);
  return isDown ? undefined : `${caller.room} may not stand on ${called.room}`;
}

/** In which room within, if in any. */
function placeIn(whole: string, path: string): { room: string | undefined; file: string } {
  const steps = path.slice(whole.length + 1).split('/');
  return { room: steps.length > 1 ? steps[0] : undefined, file: steps.slice(steps.length > 1 ? 1 : 0).join('/') };
}

/** Folders of a room that no table names, and names without a folder or a face. */
export function unknownWithin(sources: Sources): string[] {
  const paths = [...sources.keys()];
  return Object.entries(withinRooms).flatMap(([whole, { rooms }]) => {
    const folders = paths
      .filter((path) => path.startsWith(`${whole}/`))
      .flatMap((path) => placeIn(whole, path).room ?? []);
    const strange = [...new Set(folders)].filter((folder) => !(folder in rooms));
    const faceless = Object.keys(rooms).filter((room) => !sources.has(`${whole}/${room}/${room}.ts`));
    return [...strange, ...faceless].map((room) => `${whole}/${room}`);
  });
}
