import type { Arrow } from './imports.ts';

/** A part of the house, and what it may stand on. Everything that is not written here is forbidden. */
const platform = ['contract', 'platform'];
const rooms = {
  identity: platform,
  presence: [...platform, 'identity'],
  messaging: [...platform, 'identity'],
  clinic: [...platform, 'identity'],
  schedule: [...platform, 'identity', 'clinic'],
  booking: [...platform, 'identity', 'clinic', 'schedule'],
  tracking: [...platform, 'identity', 'clinic', 'schedule', 'booking'],
  consultation: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging'],
  prescription: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging', 'consultation'],
  rating: [...platform, 'identity', 'clinic', 'schedule', 'booking', 'tracking', 'messaging', 'consultation'],
  // both hear facts, and nobody calls them
  notification: [...platform, 'identity', 'clinic'],
  broadcasting: [...platform, 'realtime'],
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

/** What of a room its neighbours call, and `app.ts`: its face, and how it is reached from outside. */
export function isFace(room: string, file: string, caller: string): boolean {
  if (file === `server/${room}/${room}.ts`) return true;
  return caller === 'app' && [`server/${room}/${room}.routes.ts`, `server/${room}/${room}.live.ts`].includes(file);
}

/** Reaches behind a face, each with its reason. */
export const exceptions: readonly (Arrow & { because: string })[] = [
  {
    from: 'server/app.ts',
    to: 'server/clinic/demo.ts',
    because: 'the demo is no part of the room: it stands on the face as the pages do',
  },
  {
    from: 'server/app.ts',
    to: 'server/schedule/demo.ts',
    because: 'the hours of the demo stand on the face, as its people do',
  },
  {
    from: 'server/app.ts',
    to: 'server/booking/demo/demo.ts',
    because: 'the demo is no part of the room: it stands on the face as the pages do',
  },
  {
    from: 'server/app.ts',
    to: 'server/identity/links.ts',
    because: 'the job that mails a link is named where it is made, and set to work where jobs are',
  },
  {
    from: 'server/clinic/demo.ts',
    to: 'server/identity/passwords.ts',
    because: 'sixty accounts share one hash, which the face has no reason to offer',
  },
];

/** In which part a file lies; undefined for a package. */
export function partOf(path: string): string | undefined {
  const [top = '', second = ''] = path.split('/');
  if (!['contract', 'realtime', 'database', 'server', 'web', 'test', 'bench'].includes(top)) return undefined;
  if (/\.test\.tsx?$/.test(path) || /[/-]rig\.ts$/.test(path)) return 'test';
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
