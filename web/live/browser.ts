import { authenticateUser, authorizeChannel, readEvents, readRealtimeConfig } from '#contract/broadcasting.ts';
import type { Me } from '#contract/clinic.ts';
import type { Body, Data, Route } from '#contract/route.ts';
import { call } from '#web/platform/api.ts';
import { meKey, meQuery } from '#web/platform/me.ts';
import { queries } from '#web/platform/queries.ts';
import { openPusherDial } from './line.ts';
import { openLive } from './live.ts';
import { usualPace } from './pace.ts';
import { openTabs } from './tabs.ts';

/** The one live connection of this tab. */
export const live = openLive({
  config: (signal) => call(readRealtimeConfig, { signal }),
  dial: openPusherDial(
    (socket_id, channel_name) => signed(authorizeChannel, { socket_id, channel_name }),
    (socket_id) => signed(authenticateUser, { socket_id }),
  ),
  ask: (channel, after, signal) => call(readEvents, { query: { channel, ...(after && { after }) }, signal }),
  askWho: async () => {
    await queries.fetchQuery({ ...meQuery, staleTime: 0 });
  },
});

/** Longer than this in the background, and a tab may have been asleep. */
const longAway = 60_000;

/** Answered without our envelope, as Pusher's clients expect it. */
async function signed<R extends Route>(route: R, asked: Body<R>): Promise<Data<R>> {
  const response = await fetch(route.path, {
    method: route.method,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    credentials: 'same-origin',
    signal: AbortSignal.timeout(usualPace.answer),
    body: JSON.stringify(asked),
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw Object.assign(new Error(answer?.message ?? ''), { status: response.status });
}

const tabs = openTabs(new BroadcastChannel('salle.who'), (who) => {
  // believed at once where it ends something; else the server is asked first
  if (who === null) live.become(null);
  void askAgain();
});

/** Who is signed in is known by one query; whatever it comes to say holds for everything live. */
let last: Me | null | undefined;
let person: Me | undefined;

function follow() {
  const me = queries.getQueryData<Me | null>(meKey);
  if (me === undefined || me === last) return;
  last = me;
  if (me !== null && person !== undefined && isOther(me, person)) return location.reload();
  if (me === null && person !== undefined) forget();
  person = me ?? person;
  live.become(me === null ? null : me.user.id);
  tabs.tell(me === null ? null : me.user.id);
}

/** Nothing on this page is for somebody else, or for another role. */
function isOther(me: Me, before: Me): boolean {
  return me.user.id !== before.user.id || me.user.role !== before.user.role;
}

/** What no page shows is dropped; what one shows waits, out of sight, for the same person to sign in again. */
function forget() {
  queries.removeQueries({ type: 'inactive', predicate: ({ queryKey }) => queryKey[0] !== meKey[0] });
}

async function askAgain() {
  try {
    const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    // told otherwise by another tab, but it is as it was
    live.become(me === null ? null : me.user.id);
  } catch {
    // no answer: the connection will ask as soon as it is back
  }
}

queries.getQueryCache().subscribe(({ query }) => {
  if (query.queryKey[0] === meKey[0]) follow();
});
follow();

let hiddenAt: number | undefined;
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    hiddenAt = Date.now();
    return;
  }
  live.wake(hiddenAt !== undefined && Date.now() - hiddenAt > longAway);
  hiddenAt = undefined;
});
document.addEventListener('resume', () => live.wake(true));
addEventListener('pageshow', (event) => {
  if (event.persisted) live.wake(true);
});
addEventListener('online', () => live.wake(false));
