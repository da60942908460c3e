import type { Clock } from './clock.ts';
import type { App } from './complete-settings.ts';
import type { Log } from './hooks.ts';
import type { WebhookSettings } from './settings.ts';
import { type WebhookEvent, WebhookPost } from './webhook-post.ts';

export type Webhooks = {
  channel(what: 'occupied' | 'vacated', channel: string): void;
  member(what: 'joined' | 'left', channel: string, user: string): void;
  /** what happened on this process alone, and is told by it */
  tell(event: WebhookEvent): void;
  /** events that wait to be brought */
  waiting(): number;
  close(): void;
};

/** Who is back within this time was never away: a page that reloads is no `channel_vacated`. */
const grace = 3_000;

export function openWebhooks(app: App, around: { clock: Clock; log: Log; leads: () => boolean }): Webhooks {
  if (app.webhooks.length === 0) return { channel() {}, member() {}, tell() {}, waiting: () => 0, close() {} };
  const { clock, log, leads } = around;
  const posts = app.webhooks.map((settings) => ({ settings, post: new WebhookPost(app, settings, clock, log) }));
  const leaving = new Map<string, () => void>();

  function tell(event: WebhookEvent): void {
    for (const { settings, post } of posts) if (wants(settings, event)) post.add(event);
  }

  /** Each process follows what happens to all of them, and one speaks: whoever leads when it is due. */
  function tellForAll(event: WebhookEvent): void {
    if (leads()) tell(event);
  }

  function came(key: string, event: WebhookEvent): void {
    const callOff = leaving.get(key);
    leaving.delete(key);
    if (callOff) callOff();
    else tellForAll(event);
  }

  function went(key: string, event: WebhookEvent): void {
    leaving.get(key)?.();
    const callOff = clock.later(grace, () => {
      leaving.delete(key);
      tellForAll(event);
    });
    leaving.set(key, callOff);
  }

  return {
    channel(what, channel) {
      if (what === 'occupied') came(channel, { name: 'channel_occupied', channel });
      else went(channel, { name: 'channel_vacated', channel });
    },
    member(what, channel, user) {
      const key = `${channel} ${user}`; // no channel's name holds a space
      if (what === 'joined') came(key, { name: 'member_added', channel, user_id: user });
      else went(key, { name: 'member_removed', channel, user_id: user });
    },
    tell(event) {
      if (event.name === 'subscription_count') tellForAll(event);
      else tell(event);
    },
    waiting: () => posts.reduce((sum, { post }) => sum + post.waiting, 0),
    close() {
      for (const callOff of leaving.values()) callOff();
      leaving.clear();
      for (const { post } of posts) post.close();
    },
  };
}

function wants(
  { events, channelPrefix = '', channelSuffix = '' }: WebhookSettings,
  { name, channel }: WebhookEvent,
): boolean {
  if (events && !events.includes(name)) return false;
  return channel.startsWith(channelPrefix) && channel.endsWith(channelSuffix);
}
