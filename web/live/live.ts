import { type ChannelView, type LiveStatus, openJournal } from './journal.ts';
import type { Denial, Dial, Line, LineConfig } from './line.ts';
import { type Asking, type Listener, type LiveChannel, openLiveChannel, statusOf } from './live-channel.ts';
import { type Pace, usualPace, waitBeforePoll, waitBeforeTry } from './pace.ts';
import { openReconnection } from './reconnection.ts';

/** The account that is signed in, null for nobody; undefined until it is known. */
export type Who = number | null | undefined;

export type LiveDeps = {
  config: (signal: AbortSignal) => Promise<LineConfig & { user_id: number | null }>;
  dial: Dial;
  /** asks a channel for what it has told */
  ask: Asking;
  /** something suggests that we are no longer who we were; `become` is told what comes of it */
  askWho: () => Promise<void>;
  pace?: Partial<Pace>;
  chance?: () => number;
  now?: () => number;
};

export type Live = {
  /** Hears a channel until the returned function is called. */
  listen(channel: string, listener: Listener): () => void;
  /** Somebody is here: while that holds, the socket stays and is theirs, whether a page listens or not. */
  stay(): () => void;
  /** Somebody else is signed in, or nobody: all that was private ends now. */
  become(who: Who): void;
  /** The device or the tab comes back; after a long sleep everything is asked for again. */
  wake(long: boolean): void;
  /** Cuts the socket for a while. */
  cut(ms: number): void;
  status(): LiveStatus;
  channels(): readonly ChannelView[];
  /** Told whenever `status` or `channels` answer something new. */
  hear(hearer: () => void): () => void;
  close(): void;
};

/** Everything live in one tab: one connection, and a state for each channel that somebody listens to. */
export function openLive(deps: LiveDeps): Live {
  const pace = { ...usualPace, ...deps.pace };
  const chance = deps.chance ?? Math.random;
  const now = deps.now ?? Date.now;
  const channels = new Map<string, LiveChannel>();
  const hearers = new Set<() => void>();
  const retries = new Map<string, { tries: number; timer: ReturnType<typeof setTimeout> }>();
  let views: readonly ChannelView[] | undefined;
  let telling = false;
  let who: Who;
  let stays = 0;
  let signedIn: Line | undefined;
  let round: ReturnType<typeof setTimeout> | undefined;
  let silentRounds = 0;

  const journal = openJournal(now, changed);
  const reconnection = openReconnection({
    dial: deps.dial,
    pace,
    chance,
    now,
    config: readConfig,
    told: (moment) => journal.enter(moment),
    hearer: {
      up: (line) => {
        signIn(0);
        for (const { name } of channels.values()) subscribe(line, name);
        nextRound();
      },
      down: () => {
        for (const channel of channels.values()) channel.lost();
        nextRound();
      },
      subscribed: (name) => {
        forgetRetry(name);
        channels.get(name)?.subscribed();
      },
      denied: (name, denial) => denied(name, denial),
      heard: (name, event, data) => channels.get(name)?.heard(event, data),
    },
  });

  async function readConfig(signal: AbortSignal) {
    try {
      const config = await deps.config(signal);
      journal.polled(true);
      if (who !== undefined && config.user_id !== who) void deps.askWho();
      const { key, cluster, host, port, forceTLS } = config;
      return { key, cluster, host, port, forceTLS };
    } catch (error) {
      journal.polled(statusOf(error) !== undefined);
      throw error;
    }
  }

  function channelNamed(name: string): LiveChannel {
    const known = channels.get(name);
    if (known) return known;
    const channel = openLiveChannel(name, {
      ask: deps.ask,
      pace,
      chance,
      changed,
      denied: (denial) => denied(name, denial),
      asked: (works) => {
        silentRounds = works ? 0 : silentRounds;
        journal.polled(works);
      },
    });
    channels.set(name, channel);
    return channel;
  }

  function subscribe(line: Line, name: string) {
    if (who === null && isPrivate(name)) channels.get(name)?.deny(signedOut);
    else line.subscribe(name);
  }

  /** Whoever stays is seen to be here by others. */
  function signIn(tries: number) {
    const line = reconnection.line();
    if (!line || line === signedIn || stays === 0 || typeof who !== 'number') return;
    signedIn = line;
    line.signIn().catch((error) => {
      if (line !== reconnection.line()) return;
      signedIn = undefined;
      const status = statusOf(error);
      if (status === 401 || status === 403) void deps.askWho();
      else setTimeout(() => signIn(tries + 1), waitBeforeTry(pace, tries + 1, undefined, chance()));
    });
  }

  /** A word of the server's is believed, after one more question where it has let us hear before; bad luck is tried again. */
  function denied(name: string, denial: Denial) {
    const channel = channels.get(name);
    if (!channel) return;
    const isWord = denial.status === 401 || denial.status === 403;
    if (!isWord) return tryAgain(name);
    const wasHeard = channel.isSubscribed();
    if (wasHeard) channel.lost();
    else channel.deny(denial);
    void deps.askWho().then(
      () => wasHeard && subscribeAgain(name),
      () => wasHeard && tryAgain(name),
    );
  }

  function tryAgain(name: string) {
    const tries = (retries.get(name)?.tries ?? 0) + 1;
    forgetRetry(name);
    const wait = waitBeforeTry(pace, tries, undefined, chance());
    retries.set(name, { tries, timer: setTimeout(() => subscribeAgain(name), wait) });
  }

  function forgetRetry(name: string) {
    clearTimeout(retries.get(name)?.timer);
    retries.delete(name);
  }

  function subscribeAgain(name: string) {
    const line = reconnection.line();
    const channel = channels.get(name);
    if (line && channel && !channel.isSubscribed()) subscribe(line, name);
  }

  /** With a socket a look from time to time, in case something went by; without one that is how news come. */
  function nextRound() {
    clearTimeout(round);
    if (channels.size === 0) return;
    const isUp = reconnection.line() !== undefined;
    const wait = isUp ? pace.check * (0.8 + chance() * 0.4) : waitBeforePoll(pace, silentRounds, chance());
    round = setTimeout(() => {
      silentRounds += isUp ? 0 : 1;
      checkAll();
      nextRound();
    }, wait);
  }

  function checkAll() {
    for (const channel of channels.values()) {
      if (!channel.isDenied()) channel.check();
      else subscribeAgain(channel.name);
    }
  }

  function changed() {
    views = undefined;
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      for (const hearer of hearers) hearer();
    });
  }

  function leave(name: string) {
    channels.delete(name);
    forgetRetry(name);
    reconnection.line()?.unsubscribe(name);
    dropIfUnwanted();
    changed();
  }

  function dropIfUnwanted() {
    if (channels.size === 0 && stays === 0) reconnection.drop();
  }

  return {
    listen: (name, listener) => {
      const isNew = !channels.has(name);
      const channel = channelNamed(name);
      channel.add(listener);
      const line = reconnection.line();
      if (isNew && line) subscribe(line, name);
      if (channels.size === 1 && isNew) nextRound();
      reconnection.want();
      changed();
      return () => {
        if (!channel.listeners.has(listener)) return;
        channel.remove(listener);
        if (channel.listeners.size === 0) leave(name);
      };
    },
    stay: () => {
      stays += 1;
      reconnection.want();
      signIn(0);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        stays -= 1;
        dropIfUnwanted();
      };
    },
    become: (now) => {
      if (now === undefined || now === who) return;
      const before = who;
      who = now;
      if (before === undefined && now !== null) return signIn(0);
      for (const channel of channels.values()) {
        if (!isPrivate(channel.name)) continue;
        if (now === null) channel.deny(signedOut);
        else channel.restart();
      }
      // a socket is whose it was when it was opened
      if (before !== undefined) reconnection.restart();
    },
    wake: (long) => {
      reconnection.wake();
      if (long) checkAll();
    },
    cut: (ms) => reconnection.cut(ms),
    status: () => journal.status(),
    channels: () => {
      views ??= [...channels.values()].filter(isShown).map((channel) => channel.view());
      return views;
    },
    hear: (hearer) => {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
    close: () => {
      clearTimeout(round);
      for (const channel of channels.values()) channel.lost();
      for (const name of retries.keys()) forgetRetry(name);
      channels.clear();
      reconnection.close();
    },
  };
}

const signedOut: Denial = { status: 401, reason: '' };

function isShown({ listeners }: LiveChannel): boolean {
  return [...listeners].some(({ quiet }) => !quiet);
}

function isPrivate(name: string): boolean {
  return /^(private|presence)-/.test(name);
}
