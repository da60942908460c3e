import type { Arrow } from './imports.ts';

/** A part of the house, and what it may stand on. Everything that is not written here is forbidden. */
const platform = ['contract', 'platform'];
const rooms = {
  identity: platform,
  messaging: [...platform, 'identity', 'clinic', 'schedule', 'booking'],
  clinic: [...platform, 'identity'],
  schedule: [...platform, 'identity', 'clinic'],
  booking: [...platform, 'identity', 'clinic', 'schedule'],
  tracking: [...platform, 'identity', 'clinic', 'schedule', 'booking'],
  consultation: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging'],
  prescription: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging', 'consultation'],
  rating: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging', 'consultation'],
  // hears facts, and nobody calls it
  notification: [
    ...platform,
    ...['identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging', 'consultation', 'prescription', 'rating'],
  ],
  broadcasting: [...platform, 'realtime', 'identity'],
  presence: [...platform, 'broadcasting'],
  audit: platform,
};

export const arrows: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  realtime: [],
  database: [],
  platform: ['contract'],
  ...rooms,
  ground: ['database', 'platform'],
  app: [...platform, 'realtime', ...Object.keys(rooms)],
  main: [...platform, 'realtime', 'database', 'ground', 'app', 'web build', ...Object.keys(rooms)],
  'web build': ['contract'],
  web: ['contract'],
  bench: ['*'],
  test: ['*'],
};

/** Packages, where a part may use few. Node's own are everybody's but the contract's and the pages'. */
export const packages: Readonly<Record<string, readonly RegExp[]>> = {
  contract: [/^typebox$/],
  realtime: [/^ws$/, /^redis$/, /^node:/],
  database: [/^pg$/, /^node:/],
};

/** What of a room its neighbours call: its face. `app.ts` alone has the room as a value. */
export function isFace(room: string, file: string, caller: string): boolean {
  if (file === `server/${room}/${room}.ts`) return true;
  return caller === 'app' && file === `server/${room}/room.ts`;
}

/** Reaches behind a face, each with its reason. */
export const exceptions: readonly (Arrow & { because: string })[] = [];

/** In which part a file lies; undefined for a package. */
export function partOf(path: string): string | undefined {
  const [top = '', second = ''] = path.split('/');
  if (!['contract', 'realtime', 'database', 'server', 'web', 'test', 'bench'].includes(top)) return undefined;
  if (/\.(test|trial)\.tsx?$/.test(path) || /[/-]rig\.ts$/.test(path)) return 'test';
  if (top === 'realtime' && second === 'test') return 'test';
  if (top === 'web') return isWebBuild(path) ? 'web build' : 'web';
  if (top !== 'server') return top;
  if (second === 'app.ts' || second === 'ground.ts') return second.slice(0, -'.ts'.length);
  return path.split('/').length === 2 ? 'main' : second;
}

function isWebBuild(path: string): boolean {
  return /^web\/(build\.ts|vite\.config\.ts|build\/)/.test(path);
}

/** Every arrow that the tables do not allow, told as a person would. */
export function trespasses(all: readonly Arrow[]): string[] {
  return all.flatMap((arrow) => {
    const wrong = wrongWith(arrow);
    return wrong ? [`${arrow.from} → ${arrow.to}: ${wrong}`] : [];
  });
}

function wrongWith({ from, to }: Arrow): string | undefined {
  const caller = partOf(from);
  const called = partOf(to);
  if (caller === undefined) return 'this file lies in no part of the house';
  if (called === undefined) {
    const allowed = packages[caller];
    return allowed && !allowed.some((name) => name.test(to)) ? `${caller} may not use this package` : undefined;
  }
  const downward = arrows[caller];
  if (!downward) return `no table says what ${caller} may stand on`;
  if (caller !== called && !downward.includes('*') && !downward.includes(called)) {
    return `${caller} may not stand on ${called}`;
  }
  const behind =
    called in rooms && caller !== called && !['test', 'bench'].includes(caller) && !isFace(called, to, caller);
  return behind && !isException(from, to) ? `only the face of ${called} is called from outside` : undefined;
}

function isException(from: string, to: string): boolean {
  return exceptions.some((exception) => exception.from === from && exception.to === to);
}
