import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { mostBytes } from '#server/platform/incoming/json-body.ts';

/** Where nobody need have an account to send a body: by the contract, under every path; and the calls of the protocol, which are signed. */
export function openPosts(): { path: string; most: number; isOurs: boolean }[] {
  const open = Object.values(routes).filter(({ who, method }) => who === 'anyone' && method !== 'GET');
  const paths = (route: Route) => [route.path, ...(route.alias ? [route.alias] : [])];
  const ours = open.flatMap((route) => paths(route).map((path) => ({ path, most: mostBytes(route), isOurs: true })));
  return [...ours, { path: '/apps/1/events?auth_key=x', most: 1024 * 1024, isOurs: false }];
}

const nul = '"\\u0000"';

/** Bodies of so many bytes that cost whoever looks at all of them far more than they cost their sender. */
function dearBodies(bytes: number): Record<string, string> {
  const half = Math.floor(bytes / 2);
  // fewer than are refused for their number alone
  const times = (count: number, piece: (place: number) => string) =>
    Array.from({ length: Math.floor(Math.min(count, 900)) }, (_, place) => piece(place)).join(',');
  return {
    // Each error repeated where it stands: what came in as 0.9 MB went out as 209 MB.
    'a long name over many faults': `{"${'k'.repeat(half)}":[${times((bytes - half - 20) / 9, () => nul)}]}`,
    'many unknown names': `{${times(bytes / 20, (place) => `"k${String(place).padStart(12, '0')}":1`)}}`,
    'many objects, each another': `[${times(bytes / 20, (place) => `{"k${String(place).padStart(11, '0')}":1}`)}]`,
    'names that double when they are told': `{${times(bytes / 90, (place) => `"${place}${'\\u0001'.repeat(10)}":${nul}`)}}`,
    'a deep one': '['.repeat(bytes),
    'one long text': `{"email":"${'@'.repeat(bytes - 12)}"}`,
    'accents without end': `{"name":"a${'\u0301\u0323'.repeat((bytes - 12) / 4)}"}`,
    'one long number': '1'.repeat(bytes),
    blanks: ' '.repeat(bytes),
  };
}

/** As many bytes as are just still read, of each kind, and the 0.9 MB that were once answered with 209 MB. */
export function bodiesFor(most: number): Record<string, string> {
  const [large = ''] = Object.values(dearBodies(1_784_000));
  return { ...dearBodies(most), 'far more than is read': large };
}
