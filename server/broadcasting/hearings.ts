import type { Hooks, Seen, Wish } from '#realtime/hooks.ts';
import { isPublic } from '#server/platform/channels.ts';
import type { Doubt } from '#server/platform/facts.ts';
import type { Log } from '#server/platform/log.ts';

/** Who hears what in whose name, of what was granted to a sign-in. */
type Hearing = { user: string; session: string; channel: string };
type Asked = Hearing & { isDoubted: boolean };

export type HearingsDeps = {
  /** whether the holder of a sign-in may hear a channel, as things stand now */
  may: (session: string, channel: string) => Promise<boolean>;
  end: (hearing: Hearing) => void;
  log: Log;
};

export type Hearings = {
  hooks: Pick<Hooks, 'authorize' | 'subscribed' | 'left'>;
  /** asks anew of each subscription that is in doubt, and ends those that may not go on */
  weigh(doubt: Doubt): void;
};

/**
 * The granted subscriptions of this process. A right may go without the sign-in: with a tie, an approval, a place in a family.
 * The fact that tells so need not know what else gives the right: whoever is in doubt is asked as if they came just now.
 */
export function newHearings({ may, end, log }: HearingsDeps): Hearings {
  const heard = new Map<string, Hearing>();
  const byUser = new Map<string, Set<string>>();
  const byChannel = new Map<string, Set<string>>();
  const asking = new Set<Asked>();

  /** What carries no grant anyone may hear, or a program has signed. */
  function authorize({ channel, grant }: Wish): true | Promise<boolean> {
    if (grant?.user === undefined || grant.session === undefined) return true;
    return ask({ user: grant.user, session: grant.session, channel, isDoubted: false });
  }

  /** The right may be gone since it was signed for. What is doubted while the answer is on its way is asked once more. */
  async function ask(asked: Asked): Promise<boolean> {
    asking.add(asked);
    try {
      for (;;) {
        asked.isDoubted = false;
        const goesOn = await may(asked.session, asked.channel);
        if (!asked.isDoubted) return goesOn;
      }
    } finally {
      asking.delete(asked);
    }
  }

  function subscribed({ user, session, channel, socketId }: Seen): void {
    if (isPublic(channel) || user === undefined || session === undefined) return;
    const key = keyOf(socketId, channel);
    heard.set(key, { user, session, channel });
    put(byUser, user, key);
    put(byChannel, channel, key);
  }

  function left({ channel, socketId }: Seen): void {
    const key = keyOf(socketId, channel);
    const hearing = heard.get(key);
    if (!hearing) return;
    heard.delete(key);
    take(byUser, hearing.user, key);
    take(byChannel, channel, key);
  }

  function weigh(doubt: Doubt): void {
    const user = doubt.user === undefined ? undefined : String(doubt.user);
    const isConcerned = (one: Hearing) =>
      (user === undefined || one.user === user) && (doubt.channel === undefined || one.channel === doubt.channel);
    for (const asked of asking) if (isConcerned(asked)) asked.isDoubted = true;
    const keys = user === undefined ? byChannel.get(doubt.channel ?? '') : byUser.get(user);
    const concerned = [...(keys ?? [])].flatMap((key) => heard.get(key) ?? []).filter(isConcerned);
    // several devices of one sign-in are one question
    const questions = new Map(concerned.map((one) => [keyOf(one.session, one.channel), one]));
    for (const one of questions.values()) void settle(one);
  }

  /** Whoever cannot be asked about hears no more: they may come back and ask. */
  async function settle(hearing: Hearing): Promise<void> {
    const goesOn = await may(hearing.session, hearing.channel).catch((error: Error) => {
      log.warn({ event: 'hearing_not_weighed', channel: hearing.channel, reason: error.message });
      return false;
    });
    if (!goesOn) end(hearing);
  }

  return { hooks: { authorize, subscribed, left }, weigh };
}

function keyOf(one: string, other: string): string {
  return `${one} ${other}`;
}

function put(index: Map<string, Set<string>>, under: string, key: string): void {
  const known = index.get(under);
  if (known) known.add(key);
  else index.set(under, new Set([key]));
}

function take(index: Map<string, Set<string>>, under: string, key: string): void {
  const keys = index.get(under);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(under);
}
