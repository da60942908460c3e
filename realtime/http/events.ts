import type { Application } from '../application.ts';
import type { Event } from '../calls.ts';
import { readChannelName } from '../channel-name.ts';
import type { App } from '../complete-settings.ts';

/** A call that cannot be done, with the status that says why. */
export class ApiProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Triggered = Event & { readonly info: readonly string[] };

/** The body of `POST /events`. */
export function readEvent(app: App, body: unknown): Triggered {
  const fields = readObject(body);
  const channels = fields.channels ?? (fields.channel === undefined ? undefined : [fields.channel]);
  if (!Array.isArray(channels) || channels.length === 0) throw new ApiProblem(400, 'channels must name at least one');
  if (channels.length > app.limits.channelsPerEvent) {
    throw new ApiProblem(400, `channels must not name more than ${app.limits.channelsPerEvent}`);
  }
  return readOne(app, fields, channels);
}

/** The body of `POST /batch_events`: each event goes to one channel. */
export function readBatch(app: App, body: unknown): Triggered[] {
  const { batch } = readObject(body);
  if (!Array.isArray(batch) || batch.length === 0) throw new ApiProblem(400, 'batch must hold at least one event');
  if (batch.length > app.limits.eventsPerBatch) {
    throw new ApiProblem(400, `batch must not hold more than ${app.limits.eventsPerBatch} events`);
  }
  return batch.map((entry) => {
    const fields = readObject(entry);
    return readOne(app, fields, [fields.channel]);
  });
}

/** What is asked of channels with `info`, of those that a publisher may ask for. */
export function describe(application: Application, channel: string, info: readonly string[]): Record<string, unknown> {
  const { roster, cache, around } = application;
  const about: Record<string, unknown> = {};
  if (info.includes('subscription_count')) about.subscription_count = roster.count(channel);
  if (info.includes('user_count') && channel.startsWith('presence-')) about.user_count = roster.memberCount(channel);
  if (info.includes('cache')) {
    const now = around.clock.now();
    const last = cache.last(channel, now);
    about.cache = last ? { data: last.data, ttl: Math.ceil((last.until - now) / 1000) } : null;
  }
  return about;
}

export function readInfo(text: unknown): string[] {
  if (text === undefined) return [];
  if (typeof text !== 'string') throw new ApiProblem(400, 'info must be names separated by commas');
  const names = text.split(',').map((name) => name.trim());
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw new ApiProblem(400, `info can be ${known.join(', ')}`);
  return names;
}

const known = ['user_count', 'subscription_count', 'cache'];

export function readObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ApiProblem(400, 'The body must be a JSON object');
}

function readOne(app: App, { name, data, socket_id: except, info }: Record<string, unknown>, channels: unknown[]) {
  const { eventNameLength, eventBytes } = app.limits;
  if (typeof name !== 'string' || name === '') throw new ApiProblem(400, 'name must be the name of the event');
  if (name.length > eventNameLength) throw new ApiProblem(400, `name must not be longer than ${eventNameLength}`);
  if (/^pusher(_internal)?:/.test(name)) throw new ApiProblem(400, 'name must not begin as the protocol’s own events');
  if (typeof data !== 'string') throw new ApiProblem(400, 'data must be a string');
  if (Buffer.byteLength(data) > eventBytes) {
    throw new ApiProblem(413, `data must not be longer than ${eventBytes} bytes`);
  }
  if (except !== undefined && except !== null && (typeof except !== 'string' || !/^\d+\.\d+$/.test(except))) {
    throw new ApiProblem(400, 'socket_id must look as 123.456');
  }
  const names = channels.map((channel) => {
    const read = readChannelName(channel);
    if (!read) throw new ApiProblem(400, `Not the name of a channel: ${JSON.stringify(channel)?.slice(0, 210)}`);
    return read.name;
  });
  return { channels: names, event: name, data, except: except ?? undefined, info: readInfo(info) };
}
