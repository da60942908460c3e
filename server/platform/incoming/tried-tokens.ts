import type { Pace } from '#contract/route.ts';
import { hashed } from '../tokens.ts';
import type { Paces } from './pace.ts';

/** What one network may try of tokens that nobody holds: a house full of browsers whose sign-ins have ended asks less. */
export const unknownTokens: Pace = { atOnce: 300, aMinute: 300 };
export const unknownTokensName = 'a token that nobody holds';

/** Who was found so lately goes on, whatever others of the same network try. */
const lately = 3_600_000;
const mostKept = 20_000;

export type TriedTokens = ReturnType<typeof newTriedTokens>;

/**
 * Looking for the holder of a token costs the database as much where there is none. So that is paid for by the network that it
 * comes from, before it is looked for, and given back once somebody holds it.
 */
export function newTriedTokens(paces: Paces, now: () => number = () => performance.now()) {
  /** when each that is held was last found, by its hash; the longest unseen first */
  const foundAt = new Map<string, number>();

  async function tried<Holder>(
    token: string,
    address: string,
    lookUp: () => Promise<Holder | undefined>,
  ): Promise<Holder | undefined> {
    const key = hashed(token).toString('latin1');
    const isKnown = (foundAt.get(key) ?? Number.NEGATIVE_INFINITY) > now() - lately;
    if (!isKnown) paces.charge(unknownTokensName, unknownTokens, address);
    let isStrange = false;
    try {
      const holder = await lookUp();
      isStrange = holder === undefined;
      if (isStrange) foundAt.delete(key);
      else keep(key);
      return holder;
    } finally {
      if (!isKnown && !isStrange) paces.giveBack(unknownTokensName, unknownTokens, address);
    }
  }

  function keep(key: string): void {
    foundAt.delete(key);
    foundAt.set(key, now());
    for (const oldest of foundAt.keys()) {
      if (foundAt.size <= mostKept) return;
      foundAt.delete(oldest);
    }
  }

  return tried;
}
