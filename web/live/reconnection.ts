import { type Dial, type Line, type LineConfig, type LineHearer, NoLine } from './line.ts';
import { type Pace, waitBeforeTry } from './pace.ts';

/** `waiting`: between two tries; `cut`: by the person, for a while; `closed`: nobody wants one. */
export type ConnectionState = 'closed' | 'connecting' | 'connected' | 'waiting' | 'cut';

export type Moment = {
  readonly state: ConnectionState;
  readonly at: number;
  /** why, where the server has said so */
  readonly code: number | undefined;
  readonly socketId: string | undefined;
};

export type ReconnectionDeps = {
  /** asked before each try: it says at once whether the server is there, and who it takes us for */
  config: (signal: AbortSignal) => Promise<LineConfig>;
  dial: Dial;
  pace: Pace;
  chance: () => number;
  now: () => number;
  hearer: Omit<LineHearer, 'ended' | 'heardAnything'> & { up(line: Line): void; down(): void };
  told: (moment: Moment) => void;
};

export type Reconnection = {
  line(): Line | undefined;
  /** from now on, until it is dropped */
  want(): void;
  /** after the grace, unless it is wanted again */
  drop(): void;
  /** anew, as whoever we are now */
  restart(): void;
  /** the device slept, or the network is back: is the connection alive? */
  wake(): void;
  /** away for a while, to see what happens then */
  cut(ms: number): void;
  close(): void;
};

/** Keeps one connection for as long as it is wanted, and comes back whenever it is lost. */
export function openReconnection(deps: ReconnectionDeps): Reconnection {
  const { pace, hearer } = deps;
  let wanted = false;
  let line: Line | undefined;
  let tries = 0;
  /** each try has its number: what an older one brings is not wanted any more */
  let turn = 0;
  let heard = 0;
  let state: ConnectionState = 'closed';
  const timers: Record<'again' | 'grace' | 'pulse', ReturnType<typeof setTimeout> | undefined> = {
    again: undefined,
    grace: undefined,
    pulse: undefined,
  };

  function enter(now: ConnectionState, code?: number) {
    if (now === state && code === undefined) return;
    state = now;
    deps.told({ state, at: deps.now(), code, socketId: line?.socketId });
  }

  async function attempt() {
    turn += 1;
    const mine = turn;
    enter('connecting');
    try {
      const config = await deps.config(AbortSignal.timeout(pace.answer));
      if (mine !== turn) return;
      const dialled = await deps.dial(config, hearerFor(mine), pace.dial);
      if (mine !== turn) return dialled.close();
      line = dialled;
      heard = deps.now();
      enter('connected');
      hearer.up(dialled);
    } catch (error) {
      if (mine === turn) lost(error instanceof NoLine ? error.code : undefined);
    }
  }

  function hearerFor(mine: number): LineHearer {
    return {
      subscribed: (channel) => mine === turn && hearer.subscribed(channel),
      denied: (channel, denial) => mine === turn && hearer.denied(channel, denial),
      heard: (channel, event, data) => mine === turn && hearer.heard(channel, event, data),
      heardAnything: () => {
        heard = deps.now();
        // a connection that lasts was worth its tries
        if (mine === turn) tries = 0;
      },
      ended: (code) => mine === turn && lost(code),
    };
  }

  function lost(code: number | undefined) {
    hangUp();
    if (!wanted) return;
    const wait = waitBeforeTry(pace, tries, code, deps.chance());
    tries += 1;
    enter('waiting', code);
    timers.again = setTimeout(() => void attempt(), wait);
  }

  function hangUp() {
    turn += 1;
    clearTimeout(timers.again);
    clearTimeout(timers.pulse);
    const last = line;
    line = undefined;
    last?.close();
    if (last) hearer.down();
  }

  function tryNow() {
    clearTimeout(timers.again);
    tries = 0;
    void attempt();
  }

  return {
    line: () => line,
    want: () => {
      clearTimeout(timers.grace);
      if (wanted) return;
      wanted = true;
      tryNow();
    },
    drop: () => {
      clearTimeout(timers.grace);
      timers.grace = setTimeout(() => {
        wanted = false;
        hangUp();
        enter('closed');
      }, pace.grace);
    },
    restart: () => {
      if (!wanted) return;
      hangUp();
      tryNow();
    },
    wake: () => {
      if (!wanted) return;
      if (state === 'waiting') return tryNow();
      if (!line) return;
      const since = deps.now();
      line.ping();
      clearTimeout(timers.pulse);
      timers.pulse = setTimeout(() => {
        if (line && heard < since) lost(undefined);
      }, pace.wake);
    },
    cut: (ms) => {
      if (!wanted) return;
      hangUp();
      enter('cut');
      timers.again = setTimeout(tryNow, ms);
    },
    close: () => {
      wanted = false;
      clearTimeout(timers.grace);
      hangUp();
      enter('closed');
    },
  };
}
