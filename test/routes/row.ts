import type { Route } from '#contract/route.ts';
import type { Asked } from '../client.ts';
import { type Caller, callers, type World } from './world.ts';

/** One route, what each caller gets from it, and what is asked of it. */
export type Row = {
  route: Route;
  expected: Readonly<Record<Caller, number>>;
  ask: (world: World, caller: Caller) => Promise<Asked<Route>>;
  /** the caller loses their account or their sign-in by it, and brings one for the purpose */
  own: boolean;
  /** what the link of somebody's calendar gets from it */
  byLink: number;
};

type Ask<R extends Route> = (world: World, caller: Caller) => Asked<R> | Promise<Asked<R>>;

/** `statuses` has one word for each caller, in the order of `callers`, and one more where a link is not like nobody. */
export function row<const R extends Route>(route: R, statuses: string, ask: Ask<R> = () => ({}), own = false): Row {
  const words = statuses.trim().split(/\s+/).map(Number);
  const byLink = words[callers.length] ?? words[0];
  if (words.length < callers.length || byLink === undefined) {
    throw new Error(`${route.path} needs ${callers.length} statuses`);
  }
  const expected = Object.fromEntries(callers.map((caller, index) => [caller, words[index]])) as Row['expected'];
  return { route, expected, ask: async (world, caller) => (await ask(world, caller)) as Asked<Route>, own, byLink };
}
