import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { authenticateUser, readEvents, readRealtimeConfig, sendTestFact } from '#contract/broadcasting.ts';
import { changeDoctor, listDoctorRecords, readMe } from '#contract/clinic.ts';
import { changeAccount, listAccounts, signOut } from '#contract/identity.ts';
import { bootApplication, emailOf, type TestApplication, tokenFor, type Who } from '#test/application.ts';
import { type Client, isRefusal, newClient, type Success } from '#test/client.ts';
import { openPusherDial } from './line.ts';
import { type Live, openLive } from './live.ts';
import type { News } from './live-channel.ts';
import { type Network, openNetwork } from './network-rig.ts';
import type { Pace } from './pace.ts';

const testChannel = 'private-realtime-test';
const pace = { poll: 150, grace: 100, retry: 40, retryMost: 400, dial: 3000, answer: 3000, wake: 300 };

let application: TestApplication;
let network: Network;
before(async () => {
  application = await bootApplication({ demo: true });
  network = await openNetwork(new URL(application.address));
});
after(async () => {
  network.close();
  await application.close();
});
beforeEach(async () => {
  network.cut();
  network.open();
  await pause(20);
});

type Tab = {
  live: Live;
  client: Client;
  heard: string[];
  news: News[];
  did: string[];
  /** how often it asked who is signed in */
  questions(): number;
  /** the cookie that all tabs share: gone, and there again */
  cookie(is: 'gone' | 'there'): void;
  [Symbol.dispose](): void;
};

class Said extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A tab as the browser has it, but for the browser: signed in with a token, connected through the network. */
async function openTab(who: Who | null, options: { forgets?: () => boolean; pace?: Partial<Pace> } = {}): Promise<Tab> {
  const token = who === null ? undefined : await tokenFor(application.address, emailOf(who));
  const dress: Record<string, string> = {};
  const cookie = (is: 'gone' | 'there') => {
    if (token && is === 'there') dress.authorization = `Bearer ${token}`;
    else delete dress.authorization;
  };
  cookie('there');
  const client = newClient(network.address, () => dress);
  const identify = async (socket_id: string) => {
    const { status, body } = await client.call(authenticateUser, { body: { socket_id } });
    if (isRefusal(body)) throw new Said(status, body.error);
    return body;
  };
  const asked: Live[] = [];
  let questions = 0;
  const live = openLive({
    pace: { ...pace, ...options.pace },
    dial: openPusherDial(async (socket_id, channel_name) => {
      const response = await fetch(`${network.address}/api/v1/broadcasting/auth`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...dress },
        body: JSON.stringify({ socket_id, channel_name }),
      });
      if (!response.ok) throw new Said(response.status, await response.text());
      return response.json();
    }, identify),
    config: async (signal) => {
      const response = await fetch(network.address + readRealtimeConfig.path, { headers: dress, signal });
      return ((await response.json()) as Success<typeof readRealtimeConfig>).data;
    },
    ask: async (channel, after) => {
      if (after !== undefined && options.forgets?.()) throw new Said(410, 'resync_required');
      const { status, body } = await client.call(readEvents, { query: { channel, ...(after && { after }) } });
      if (isRefusal(body)) throw new Said(status, body.error);
      return body;
    },
    askWho: async () => {
      questions += 1;
      const { status, body } = await client.call(readMe);
      for (const one of asked) one.become(isRefusal(body) ? (status === 401 ? null : undefined) : body.data.user.id);
    },
  });
  asked.push(live);
  const tab: Tab = {
    live,
    client,
    heard: [],
    news: [],
    did: [],
    questions: () => questions,
    cookie,
    [Symbol.dispose]: () => live.close(),
  };
  return tab;
}

function listen(tab: Tab, channel: string): () => void {
  return tab.live.listen(channel, {
    onEvent: (news) => {
      tab.news.push(news);
      tab.heard.push(String((news.data as { message?: string }).message ?? news.event));
    },
    onResync: (why) => tab.did.push(`fetch ${why}`),
    onDenied: ({ status }) => tab.did.push(`denied ${status}`),
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** As much more than a second as this machine makes of a request, which takes a few milliseconds on a calm one. */
function assertWithinASecond(took: number, asked: number): void {
  assert(took < 1000 + 20 * asked, `${took} ms, and the request before it ${asked} ms`);
}

async function until(what: () => boolean, told: string, patience = 60_000): Promise<number> {
  const begun = performance.now();
  while (!what()) {
    assert(performance.now() - begun < patience, `waited in vain: ${told}`);
    await pause(5);
  }
  return performance.now() - begun;
}

async function standing(tab: Tab, channel = testChannel): Promise<void> {
  const isLive = () => tab.live.channels().some(({ name, state }) => name === channel && state === 'live');
  await until(isLive, `${channel} is live`);
}

function send(message: string) {
  return application.as('admin').ask(sendTestFact, { body: { message } });
}

describe('what is told reaches a tab', () => {
  test('subscribed, then told where it stands, then every fact once and in order', async () => {
    using tab = await openTab('admin');
    await send('before');
    listen(tab, testChannel);
    await standing(tab);
    await Promise.all(Array.from({ length: 20 }, (_, at) => send(`at once ${at}`)));
    await until(() => tab.heard.length === 20, 'twenty facts');
    const ids = tab.news.map(({ eventId }) => eventId ?? '');
    assert.deepEqual(ids, ids.toSorted());
    assert.deepEqual(tab.did, ['fetch first']);
    assert.equal(tab.live.status().transport, 'socket');
  });

  test('one who comes later to the same channel is told to fetch; the connection ends with the last', async () => {
    using tab = await openTab('admin');
    const stops = [listen(tab, testChannel)];
    await standing(tab);
    stops.push(listen(tab, testChannel));
    assert.deepEqual(tab.did, ['fetch first', 'fetch first']);
    stops[0]?.();
    await send('for the other');
    await until(() => tab.heard.length === 1, 'the fact');
    stops[1]?.();
    await pause(pace.grace / 2);
    assert.equal(tab.live.status().state, 'connected');
    await until(() => tab.live.status().state === 'closed', 'the end of the grace');
  });

  test('availability reaches somebody who is not signed in', async () => {
    using tab = await openTab(null);
    const admin = application.as('admin');
    const [doctor] = (await admin.ask(listDoctorRecords, { query: { q: 'Haddad' } })).data;
    assert(doctor);
    const channel = `doctor.${doctor.id}.availability`;
    listen(tab, channel);
    await standing(tab, channel);
    const body = { version: doctor.version, is_available: !doctor.is_available };
    await admin.ask(changeDoctor, { params: { id: doctor.id }, body });
    await until(() => tab.heard.includes('doctor-availability-changed'), 'the switch');
  });
});

describe('a socket that is lost', () => {
  test('a storm: cut again and again while many write, each tab has every fact once, in one same order', async () => {
    const tabs = await Promise.all(Array.from({ length: 4 }, () => openTab('admin')));
    try {
      for (const tab of tabs) listen(tab, testChannel);
      for (const tab of tabs) await standing(tab);
      const messages: string[] = [];
      let cuts = 0;
      const writers = Array.from({ length: 6 }, async (_, writer) => {
        for (let at = 0; cuts < 8; at += 1) {
          messages.push(`${writer}:${at}`);
          await send(`${writer}:${at}`);
          await pause(30);
        }
      });
      for (; cuts < 8; cuts += 1) {
        for (const tab of tabs) await standing(tab);
        network.cut();
        // some are cut again before they have caught up
        await pause(cuts % 2 ? 60 : 0);
        if (cuts % 2) network.cut();
      }
      await Promise.all(writers);
      for (const tab of tabs) await until(() => tab.heard.length >= messages.length, 'all facts');
      await pause(100);
      const [first] = tabs;
      assert.deepEqual(first?.heard.toSorted(), messages.toSorted());
      for (const tab of tabs) assert.deepEqual(tab.heard, first?.heard);
      const counts = tabs.map(({ live }) => live.channels()[0]?.counts);
      assert(
        counts.every((count) => count && count.gaps > 0 && count.missed > 0),
        JSON.stringify(counts),
      );
    } finally {
      for (const tab of tabs) tab.live.close();
    }
  });

  test('too long away: everything is fetched anew, and what comes after is heard', async () => {
    let isForgotten = false;
    using tab = await openTab('admin', { forgets: () => isForgotten });
    listen(tab, testChannel);
    await standing(tab);
    isForgotten = true;
    network.cut();
    await until(() => tab.did.includes('fetch too-old'), 'being told to fetch');
    await standing(tab);
    await send('after');
    await until(() => tab.heard.includes('after'), 'the fact');
  });

  test('more was missed than one answer holds', async () => {
    using tab = await openTab('admin', { pace: { poll: 60_000 } });
    listen(tab, testChannel);
    await standing(tab);
    tab.live.cut(60_000);
    for (let batch = 0; batch < 11; batch += 1) {
      await Promise.all(Array.from({ length: 20 }, (_, at) => send(`missed ${batch} ${at}`)));
    }
    tab.live.cut(10);
    await until(() => tab.heard.length === 220, 'all of them');
    assert.equal(new Set(tab.heard).size, 220);
    assert(tab.news.every(({ missed }) => missed));
  });

  test('no network to the server: asks again and again, and is back soon after the network is', async () => {
    using tab = await openTab('admin');
    listen(tab, testChannel);
    await standing(tab);
    network.block();
    await until(() => tab.live.status().state === 'waiting', 'the loss being noticed');
    await until(() => tab.live.status().transport === 'none', 'nothing answering');
    await send('meanwhile');
    network.open();
    await until(() => tab.heard.includes('meanwhile'), 'catching up');
  });

  test('no socket, but answers: news come by asking', async () => {
    using tab = await openTab('admin');
    listen(tab, testChannel);
    await standing(tab);
    tab.live.cut(60_000);
    await send('by asking');
    await until(() => tab.heard.includes('by asking'), 'the fact');
    assert.equal(tab.live.status().transport, 'polling');
  });

  test('after a sleep, a dead socket is noticed at once', async () => {
    using tab = await openTab('admin', { pace: { answer: 300, dial: 1000, poll: 60_000 } });
    listen(tab, testChannel);
    await standing(tab);
    const before = tab.live.status().socketId;
    tab.live.wake(true);
    await pause(pace.wake + 100);
    assert.equal(tab.live.status().socketId, before, 'a living socket stays');
    network.freeze();
    await send('while asleep');
    tab.live.wake(false);
    await until(() => tab.heard.includes('while asleep'), 'catching up');
    assert.notEqual(tab.live.status().socketId, before);
  });
});

describe('what ends', () => {
  test('signed out: nothing more is heard within a second, and nothing is tried again', async () => {
    using tab = await openTab('patient');
    const me = (await tab.client.ask(readMe)).data.user.id;
    tab.live.become(me);
    const own = `private-user.${me}.notifications`;
    listen(tab, own);
    await standing(tab, own);
    const asked = await timed(() => tab.client.ask(signOut));
    const took = await until(() => tab.did.includes('denied 401'), 'the end');
    assertWithinASecond(took, asked);
    assert(tab.questions() > 0, 'it asks who is signed in');
    const stopped = tab.questions();
    await pause(500);
    assert.equal(tab.live.channels()[0]?.state, 'denied');
    assert.equal(tab.questions(), stopped, 'and then no more');
  });

  test('another role ends the sign-in: what was private ends within a second, what anyone may hear goes on', async () => {
    const admin = application.as('admin');
    const reception = emailOf('receptionist');
    const found = (await admin.ask(listAccounts, { query: { q: reception } })).data[0];
    assert(found);
    using tab = await openTab('receptionist');
    tab.live.become(found.id);
    listen(tab, 'private-appointments');
    listen(tab, 'consultations');
    await standing(tab, 'private-appointments');
    await standing(tab, 'consultations');
    const body = { version: found.version, role: 'admin' as const };
    const asked = await timed(() => admin.ask(changeAccount, { params: { id: found.id }, body }));
    const took = await until(() => tab.did.includes('denied 401'), 'the end');
    assertWithinASecond(took, asked);
    await standing(tab, 'consultations');
  });

  test('a channel that is not ours says so once, and the others live on', async () => {
    using tab = await openTab('patient');
    listen(tab, testChannel);
    listen(tab, 'consultations');
    await until(() => tab.did.includes('denied 403'), 'the refusal');
    await standing(tab, 'consultations');
    await pause(200);
    assert.equal(tab.did.filter((one) => one === 'denied 403').length, 1);
  });

  test('told by another tab that nobody is signed in: stops at once, and comes back with the person', async () => {
    using tab = await openTab('admin');
    const me = (await tab.client.ask(readMe)).data.user.id;
    tab.live.become(me);
    listen(tab, testChannel);
    await standing(tab);
    tab.cookie('gone');
    tab.live.become(null);
    assert.equal(tab.live.channels()[0]?.state, 'denied');
    await send('not for nobody');
    await pause(200);
    assert.deepEqual(tab.heard, []);
    tab.cookie('there');
    tab.live.become(me);
    await standing(tab);
    await send('back');
    await until(() => tab.heard.includes('back'), 'the fact');
  });
});
