import type { LiveEvent } from '#contract/broadcasting.ts';
import {
  apply,
  type ChannelState,
  type Effect,
  isFact,
  newChannel,
  type Operation,
  type Why,
} from './channel-state.ts';
import type { ChannelView } from './journal.ts';
import type { Denial } from './line.ts';
import { type Pace, waitBeforeTry } from './pace.ts';

/** What arrives: a fact, with its id and time in the data, or something fleeting without. */
export type News = {
  readonly channel: string;
  readonly event: string;
  readonly data: unknown;
  /** undefined for what has no row: typing, presence, signalling */
  readonly eventId: string | undefined;
  /** it was missed, and has been asked for */
  readonly missed: boolean;
};

export type Listener = {
  readonly onEvent?: (news: News) => void;
  /** what was fetched before may be out of date: fetch it now */
  readonly onResync?: (why: Why) => void;
  /** nothing more will be heard here; what is shown of it may not be the caller's any more */
  readonly onDenied?: (denial: Denial) => void;
  /** `fetch`: a gap is told as one `onResync`, not as the facts that were missed */
  readonly after?: ChannelState['after'];
  /** no page shows anything of it: it does not count among what is live here */
  readonly quiet?: boolean;
};

export type Asking = (
  channel: string,
  after: string | undefined,
  signal: AbortSignal,
) => Promise<{ data: LiveEvent[]; next: string }>;

export type LiveChannelDeps = {
  ask: Asking;
  /** the server says that this channel is not ours */
  denied: (denial: Denial) => void;
  /** a question was answered, or was not */
  asked: (works: boolean) => void;
  changed: () => void;
  pace: Pace;
  chance: () => number;
};

export type LiveChannel = {
  readonly name: string;
  readonly listeners: ReadonlySet<Listener>;
  add(listener: Listener): void;
  remove(listener: Listener): void;
  subscribed(): void;
  heard(event: string, data: unknown): void;
  lost(): void;
  check(): void;
  deny(denial: Denial): void;
  isDenied(): boolean;
  isSubscribed(): boolean;
  /** Forgets everything, as if it had just been opened: for somebody else. */
  restart(): void;
  view(): ChannelView;
};

/** One channel with its listeners: carries out what the state decides. */
export function openLiveChannel(name: string, deps: LiveChannelDeps): LiveChannel {
  const listeners = new Set<Listener>();
  let state = newChannel('fetch');
  let denial: Denial | undefined;
  let question = new AbortController();
  let failures = 0;
  let later: ReturnType<typeof setTimeout> | undefined;

  function take(operation: Operation) {
    const step = apply(state, operation);
    const isNew = step.state !== state;
    state = step.state;
    for (const effect of step.effects) perform(effect);
    if (isNew) deps.changed();
  }

  function perform(effect: Effect) {
    if (effect.type === 'ask') void ask(effect.turn, effect.after);
    if (effect.type === 'ask-later') askLater();
    if (effect.type === 'fetch') each(({ onResync }) => onResync?.(effect.why));
    if (effect.type === 'tell') {
      for (const { event, data, event_id } of effect.facts) {
        tell({ channel: name, event, data, eventId: event_id, missed: effect.missed });
      }
    }
  }

  async function ask(turn: number, after: string | undefined) {
    question.abort();
    question = new AbortController();
    clearTimeout(later);
    const { signal } = question;
    try {
      const answer = await deps.ask(name, after, AbortSignal.any([signal, AbortSignal.timeout(deps.pace.answer)]));
      if (signal.aborted) return;
      failures = 0;
      deps.asked(true);
      take({ type: 'answered', turn, data: answer.data, next: answer.next });
    } catch (error) {
      if (!signal.aborted) failed(turn, error);
    }
  }

  function failed(turn: number, error: unknown) {
    const status = statusOf(error);
    if (status === 410) return take({ type: 'too-old', turn });
    if (status === 401 || status === 403) return deps.denied({ status, reason: String((error as Error).message) });
    failures += 1;
    deps.asked(status !== undefined);
    take({ type: 'unanswered', turn });
  }

  function askLater() {
    clearTimeout(later);
    later = setTimeout(() => take({ type: 'check' }), waitBeforeTry(deps.pace, failures, undefined, deps.chance()));
  }

  function tell(news: News) {
    each(({ onEvent }) => onEvent?.(news));
  }

  /** One listener that fails takes nothing from the others. */
  function each(act: (listener: Listener) => void) {
    for (const listener of [...listeners]) {
      try {
        act(listener);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  function stopAsking() {
    question.abort();
    clearTimeout(later);
  }

  function prefer() {
    const after = [...listeners].some((one) => one.after !== 'fetch') ? 'events' : 'fetch';
    take({ type: 'prefer', after });
  }

  return {
    name,
    listeners,
    add: (listener) => {
      const isFirst = listeners.size === 0;
      listeners.add(listener);
      prefer();
      // it came late: what it shows may be from before the subscription
      if (!isFirst && state.current) listener.onResync?.('first');
      if (denial) listener.onDenied?.(denial);
    },
    remove: (listener) => {
      listeners.delete(listener);
      if (listeners.size === 0) stopAsking();
      else prefer();
    },
    subscribed: () => {
      denial = undefined;
      take({ type: 'subscribed' });
    },
    heard: (event, data) => {
      if (isFact(data)) take({ type: 'heard', fact: { event_id: data.event_id, event, data } });
      else tell({ channel: name, event, data, eventId: undefined, missed: false });
    },
    lost: () => {
      stopAsking();
      take({ type: 'lost' });
    },
    check: () => take({ type: 'check' }),
    deny: (why) => {
      stopAsking();
      denial = why;
      take({ type: 'lost' });
      each(({ onDenied }) => onDenied?.(why));
      deps.changed();
    },
    isDenied: () => denial !== undefined,
    isSubscribed: () => state.subscribed,
    restart: () => {
      stopAsking();
      denial = undefined;
      take({ type: 'restart' });
    },
    view: () => ({
      name,
      state: denial ? 'denied' : state.subscribed && state.current ? 'live' : state.cursor ? 'polled' : 'waiting',
      denied: denial,
      cursor: state.cursor,
      counts: state.counts,
    }),
  };
}

/** What an answer said in numbers; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const has = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
  return has ? (error.status as number) : undefined;
}
