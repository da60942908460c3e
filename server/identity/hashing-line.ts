import { Refusal } from '#server/platform/refusal.ts';

/** For whom something is hashed. */
export type Comer = {
  /** whoever shares it shares a turn */
  network: string;
  /** in a browser that the account knows, or signed in: they go before strangers, who cannot fill their line */
  isKnown: boolean;
};

export type LineOptions = { atOnce: number; longest: number };
type Waiting = { start: () => void; turnAway: (why: Error) => void };

/** Those who wait, by network: each network has its turn, however many of its own stand behind. */
type Line = Map<string, Waiting[]>;

export type HashingLine = ReturnType<typeof openHashingLine>;

/**
 * Hashing costs us far more than it costs whoever asks for it. So only a few are hashed at once, the rest stand in line: known
 * ones before strangers, among these one network after the other. A full line makes room for somebody of another network by
 * turning away the last of the network that has the most there.
 */
export function openHashingLine({ atOnce, longest }: LineOptions) {
  let running = 0;
  const known: Line = new Map();
  const strangers: Line = new Map();

  async function hashFor<T>({ network, isKnown }: Comer, hash: () => Promise<T>): Promise<T> {
    if (running < atOnce) running += 1;
    else await turn(isKnown ? known : strangers, network);
    try {
      return await hash();
    } finally {
      const next = first(known) ?? first(strangers);
      if (next) next.start();
      else running -= 1;
    }
  }

  function turn(line: Line, network: string): Promise<void> {
    if (lengthOf(line) >= longest) makeRoom(line, network);
    return new Promise((start, turnAway) => {
      const own = line.get(network) ?? [];
      own.push({ start, turnAway });
      line.set(network, own);
    });
  }

  return hashFor;
}

/** In words, and with the time after which it is worth trying again. */
function full(): Refusal {
  return new Refusal('unavailable', {}, 2);
}

function makeRoom(line: Line, network: string): void {
  const [longest = ''] = [...line].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const most = line.get(longest) ?? [];
  if ((line.get(network)?.length ?? 0) + 1 >= most.length) throw full();
  most.pop()?.turnAway(full());
}

/** Whose turn it is; their network then stands behind all others. */
function first(line: Line): Waiting | undefined {
  for (const [network, [next, ...rest]] of line) {
    line.delete(network);
    if (rest.length > 0) line.set(network, rest);
    return next;
  }
  return undefined;
}

function lengthOf(line: Line): number {
  let length = 0;
  for (const waiting of line.values()) length += waiting.length;
  return length;
}
