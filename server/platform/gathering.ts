import { setImmediate as tick } from 'node:timers/promises';

/** One call for several: an answer for each, in their order; undefined where it has none. */
export type SendAll<Ask, Answer> = (asks: Ask[]) => Promise<(Answer | undefined)[]>;

export type GatheringOptions<Ask, Answer> = {
  send: SendAll<Ask, Answer>;
  most: number;
  /** two of one kin never go together */
  kin?: (ask: Ask) => unknown;
  /** so many who wait are a party of their own, beside the call under way */
  crowd?: number;
  /** how long the next party waits for the one under way */
  patienceMs?: number;
};

/**
 * Asks of one moment go together: one call is under way, and what comes meanwhile goes with the next. Who comes alone goes
 * at once; the more come, the less each costs. A call that hangs holds the others up for a moment only.
 */
export function openGathering<Ask, Answer>(options: GatheringOptions<Ask, Answer>) {
  const { send, most, kin = () => Symbol(), crowd = Number.POSITIVE_INFINITY, patienceMs = 250 } = options;
  type Waiting = { ask: Ask; settle: (answer: Answer | undefined) => void; fail: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let underWay = 0;
  let isGathering = false;

  async function goOn(): Promise<void> {
    if (isGathering || !isWorthACall()) return;
    isGathering = true;
    await tick(); // whoever arrives in this very moment comes along
    isGathering = false;
    underWay += 1;
    await endOrPatience(sendSome(nextParty()));
    underWay -= 1;
    void goOn();
  }

  /** The first leaves at once; beside a call under way only a crowd does. */
  function isWorthACall(): boolean {
    return waiting.length > 0 && (underWay === 0 || (underWay === 1 && waiting.length >= crowd));
  }

  function nextParty(): Waiting[] {
    const party = new Map<unknown, Waiting>();
    const later: Waiting[] = [];
    for (const one of waiting) {
      const name = kin(one.ask);
      if (party.size === most || party.has(name)) later.push(one);
      else party.set(name, one);
    }
    waiting = later;
    return [...party.values()];
  }

  async function sendSome(party: Waiting[]): Promise<void> {
    try {
      const answers = await send(party.map(({ ask }) => ask));
      for (const [place, { settle }] of party.entries()) settle(answers[place]);
    } catch (error) {
      for (const { fail } of party) fail(error);
    }
  }

  function endOrPatience(call: Promise<void>): Promise<void> {
    return new Promise((goOn) => {
      const timer = setTimeout(goOn, patienceMs);
      void call.then(() => {
        clearTimeout(timer);
        goOn();
      });
    });
  }

  return (ask: Ask): Promise<Answer | undefined> =>
    new Promise((settle, fail) => {
      waiting.push({ ask, settle, fail });
      void goOn();
    });
}
