import type { LiveEvent } from '#contract/broadcasting.ts';

/**
 * What is known of one channel, as a pure function of what happens to it. The order is: subscribe, ask where the channel
 * stands, let the listeners fetch; then every fact is told once and in order, whatever happens to the socket meanwhile.
 */
export type ChannelState = {
  /**
   * After a gap: `events` asks for the facts that were missed, `fetch` has the listeners fetch anew, which is less when
   * one list stands on many channels.
   */
  readonly after: 'events' | 'fetch';
  readonly subscribed: boolean;
  /** what was told is everything up to the cursor, and the socket goes on from there */
  readonly current: boolean;
  /** the question under way; answers to older ones are stale */
  readonly turn: number;
  readonly asking: boolean;
  /** the last fact told, or where the channel stood */
  readonly cursor: string | undefined;
  /** facts from the socket that wait until what came before them is known */
  readonly held: readonly LiveEvent[];
  /** whether this is the first answer after a subscription lost for a while */
  readonly gap: boolean;
  readonly counts: Counts;
};

export type Counts = {
  readonly told: number;
  /** facts that came a second time and were dropped */
  readonly doubles: number;
  /** gaps that were closed by asking for the facts … */
  readonly gaps: number;
  /** … and how many of them had been missed */
  readonly missed: number;
  /** times that everything had to be fetched anew */
  readonly fetches: number;
};

export type Why = 'first' | 'gap' | 'too-old' | 'check';

export type Operation =
  | { readonly type: 'subscribed' | 'lost' | 'check' | 'restart' }
  | { readonly type: 'prefer'; readonly after: ChannelState['after'] }
  | { readonly type: 'heard'; readonly fact: LiveEvent }
  | { readonly type: 'answered'; readonly turn: number; readonly data: readonly LiveEvent[]; readonly next: string }
  | { readonly type: 'too-old' | 'unanswered'; readonly turn: number };

export type Effect =
  | { readonly type: 'ask'; readonly turn: number; readonly after: string | undefined }
  | { readonly type: 'tell'; readonly facts: readonly LiveEvent[]; readonly missed: boolean }
  | { readonly type: 'fetch'; readonly why: Why }
  | { readonly type: 'ask-later' };

export type Step = { readonly state: ChannelState; readonly effects: readonly Effect[] };

/** So many facts wait for an answer; beyond that, fetching anew is less. */
const mostHeld = 1000;

export function newChannel(after: ChannelState['after']): ChannelState {
  const counts = { told: 0, doubles: 0, gaps: 0, missed: 0, fetches: 0 };
  return {
    after,
    subscribed: false,
    current: false,
    turn: 0,
    asking: false,
    cursor: undefined,
    held: [],
    gap: false,
    counts,
  };
}

export function apply(state: ChannelState, operation: Operation): Step {
  switch (operation.type) {
    case 'subscribed':
      return state.after === 'fetch' ? fetched(state) : ask({ ...state, subscribed: true, current: false, held: [] });
    case 'lost':
      return still({ ...state, subscribed: false, current: false, held: [], asking: false, gap: true });
    case 'restart':
      return still({ ...newChannel(state.after), turn: state.turn, counts: state.counts });
    case 'check':
      return checked(state);
    case 'prefer':
      return preferred(state, operation.after);
    case 'heard':
      return heard(state, operation.fact);
    case 'answered':
      return operation.turn === state.turn && state.asking ? answered(state, operation) : still(state);
    case 'too-old':
      return operation.turn === state.turn && state.asking ? forgotten(state) : still(state);
    case 'unanswered':
      return operation.turn === state.turn && state.asking ? unanswered(state) : still(state);
  }
}

/** What carries no id has no row behind it, and is no business of ours. */
export function isFact(data: unknown): data is { event_id: string } & Record<string, unknown> {
  return typeof data === 'object' && data !== null && 'event_id' in data && typeof data.event_id === 'string';
}

function still(state: ChannelState): Step {
  return { state, effects: [] };
}

function ask(state: ChannelState): Step {
  const turn = state.turn + 1;
  return { state: { ...state, turn, asking: true }, effects: [{ type: 'ask', turn, after: state.cursor }] };
}

/** Subscribed, and nothing to ask: what the listeners fetch now holds whatever was missed. */
function fetched(state: ChannelState): Step {
  const why: Why = state.counts.fetches === 0 ? 'first' : 'gap';
  return fetchAnew({ ...state, subscribed: true, current: true, asking: false, gap: false, held: [] }, why);
}

function fetchAnew(state: ChannelState, why: Why): Step {
  const counts = { ...state.counts, fetches: state.counts.fetches + 1 };
  return { state: { ...state, counts }, effects: [{ type: 'fetch', why }] };
}

/** Asked for from time to time even while a socket tells everything, and often while there is none. */
function checked(state: ChannelState): Step {
  if (state.asking) return still(state);
  return state.after === 'fetch' ? fetchAnew(state, 'check') : ask(state);
}

function preferred(state: ChannelState, after: ChannelState['after']): Step {
  if (state.after === after) return still(state);
  const preferring = { ...state, after };
  if (after === 'events' && state.subscribed && state.cursor === undefined)
    return ask({ ...preferring, current: false });
  return still(preferring);
}

function heard(state: ChannelState, fact: LiveEvent): Step {
  if (isTold(state, fact)) return still(withDoubles(state, 1));
  if (state.after === 'events' && (!state.current || state.asking)) return hold(state, fact);
  return tell(state, [fact], false);
}

function hold(state: ChannelState, fact: LiveEvent): Step {
  if (state.held.some(({ event_id }) => event_id === fact.event_id)) return still(withDoubles(state, 1));
  if (state.held.length < mostHeld) return still({ ...state, held: [...state.held, fact] });
  return ask({ ...state, current: false, cursor: undefined, held: [] });
}

function answered(state: ChannelState, { data, next }: { data: readonly LiveEvent[]; next: string }): Step {
  if (state.cursor === undefined) return stood(state, next);
  const news = inOrder(data.filter((fact) => !isTold(state, fact)));
  const isNextHeld = (state.held[0]?.event_id ?? '~') <= next;
  const told = tell({ ...state, cursor: state.cursor }, news, true);
  const missed = news.filter(({ event_id }) => !state.held.some((held) => held.event_id === event_id)).length;
  const counts = { ...told.state.counts, missed: state.counts.missed + missed };
  const onward = { ...told.state, counts, cursor: later(told.state.cursor, next) };
  const then = data.length === 0 || isNextHeld ? caughtUp(onward) : ask(onward);
  return { state: then.state, effects: [...told.effects, ...then.effects] };
}

/** Everything up to here is in what the listeners fetch from now on. */
function stood(state: ChannelState, next: string): Step {
  const why: Why = state.counts.fetches === 0 ? 'first' : 'too-old';
  const fetching = fetchAnew({ ...state, cursor: next, gap: false }, why);
  const then = caughtUp(fetching.state);
  return { state: then.state, effects: [...fetching.effects, ...then.effects] };
}

/** What had to wait is told now, without what the answer held too. */
function caughtUp(state: ChannelState): Step {
  const gaps = state.counts.gaps + (state.gap && state.subscribed ? 1 : 0);
  const doubles = state.held.filter((fact) => isTold(state, fact)).length;
  const counts = { ...state.counts, gaps, doubles: state.counts.doubles + doubles };
  const waiting = inOrder(state.held.filter((fact) => !isTold(state, fact)));
  const caught = { ...state, counts, asking: false, current: state.subscribed, held: [] };
  return tell({ ...caught, gap: state.gap && !state.subscribed }, waiting, false);
}

function forgotten(state: ChannelState): Step {
  return ask({ ...state, cursor: undefined });
}

/** A check that fails is made again later; a gap stays one until it is closed, and what comes after it waits. */
function unanswered(state: ChannelState): Step {
  if (!state.current) return { state: { ...state, asking: false }, effects: [{ type: 'ask-later' }] };
  return caughtUp(state);
}

function tell(state: ChannelState, facts: readonly LiveEvent[], missed: boolean): Step {
  if (facts.length === 0) return still(state);
  const counts = { ...state.counts, told: state.counts.told + facts.length };
  const cursor = later(state.cursor, facts.at(-1)?.event_id ?? '');
  return { state: { ...state, cursor, counts }, effects: [{ type: 'tell', facts, missed }] };
}

function isTold({ cursor }: ChannelState, { event_id }: LiveEvent): boolean {
  return cursor !== undefined && event_id <= cursor;
}

function withDoubles(state: ChannelState, more: number): ChannelState {
  return { ...state, counts: { ...state.counts, doubles: state.counts.doubles + more } };
}

/** Ids are digits of one width: they compare as text. */
function later(one: string | undefined, other: string): string {
  return one !== undefined && one > other ? one : other;
}

function inOrder(facts: readonly LiveEvent[]): LiveEvent[] {
  return facts.toSorted((one, other) => (one.event_id < other.event_id ? -1 : 1));
}
