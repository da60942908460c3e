/** Where a program of the clinic's hears what happens on sockets, as `WEBHOOKS` names it. */
export type Webhook = {
  url: string;
  events?: WebhookEvent[];
  channelPrefix?: string;
  channelSuffix?: string;
  headers?: Record<string, string>;
};
type WebhookEvent = (typeof events)[number];

const events = [
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'client_event',
  'cache_miss',
  'subscription_count',
] as const;

/** Nothing unless all of it can be used: a filter with a typing error would tell everything, or nothing, without a word. */
export function readWebhooks(text: string): Webhook[] | undefined {
  const list = parse(text);
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const webhooks = list.map(readOne);
  return webhooks.every((one) => one !== undefined) ? webhooks : undefined;
}

function readOne(value: unknown): Webhook | undefined {
  if (!isObject(value)) return undefined;
  const { url, events: told, channel_prefix: channelPrefix, channel_suffix: channelSuffix, headers, ...more } = value;
  const isUsable =
    Object.keys(more).length === 0 &&
    isWebAddress(url) &&
    (told === undefined || (Array.isArray(told) && told.length > 0 && told.every(isEvent))) &&
    [channelPrefix, channelSuffix].every((part) => part === undefined || isPartOfName(part)) &&
    (headers === undefined || areHeaders(headers));
  return isUsable ? ({ url, events: told, channelPrefix, channelSuffix, headers } as Webhook) : undefined;
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');
}

function isEvent(value: unknown): value is WebhookEvent {
  return events.some((event) => event === value);
}

function isPartOfName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_\-=@,.;]{1,200}$/.test(value);
}

function areHeaders(value: unknown): value is Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((one) => typeof one === 'string')) return false;
  try {
    new Headers(value as Record<string, string>);
    return true;
  } catch {
    return false; // what no header may be called, or hold
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}
