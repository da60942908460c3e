import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { usualPerNetwork } from './incoming/connections.ts';
import { readWebhooks, type Webhook } from './webhook-settings.ts';

/** A setting that cannot be used; its message is the one line that a person reads. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

export type Config = {
  port: number;
  host: string;
  isLoopback: boolean;
  dataDir: string;
  databaseUrl: string | undefined;
  migrationUrl: string | undefined;
  secret: string | undefined;
  demo: boolean | undefined;
  timezone: string | undefined;
  publicUrl: URL | undefined;
  allowedOrigins: string[] | undefined;
  smtpUrl: string | undefined;
  trustProxy: string[] | undefined;
  redisUrl: string | undefined;
  broadcast: Broadcast;
  webhooks: Webhook[];
  /** how many connections one address (of IPv6: one /64) may have open to one process */
  connectionsPerAddress: number;
  sockets: Sockets;
  filesUrl: URL | undefined;
  logLevel: LogLevel | undefined;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How many sockets are too many, and what is asked of them. */
export type Sockets = {
  /** on one process, from one address (of IPv6: one /64), and of one account */
  perAddress: number;
  perAccount: number;
  /** seconds in which somebody must be signed in on it; nobody need be, unless it is set */
  signInWithin: number | undefined;
  /** a signed call of the Pusher API is accepted once only */
  refusesReplays: boolean;
};

/** Our own realtime server, its keys as far as they are given; or somebody else's, which needs them all. */
export type Broadcast =
  | { kind: 'embedded'; id: string | undefined; key: string | undefined; secret: string | undefined }
  | {
      kind: 'outside';
      id: string;
      key: string;
      secret: string;
      host: string;
      port: number;
      https: boolean;
      cluster: string;
    };

/** Reads every setting of the contract; the first that is malformed stops the start. */
export function readConfig(env: Environment): Config {
  const read = reader(env);
  const host = read('HOST', hostName) ?? '127.0.0.1';
  const databaseUrl = read('DATABASE_URL', postgresUrl);
  const secret = read('SALLE_SECRET', longEnough);
  if (databaseUrl && !secret) {
    throw new ConfigError(
      'SALLE_SECRET must be set with DATABASE_URL: 32 characters or more, the same for all processes',
    );
  }
  checkLater(read);
  return {
    port: read('PORT', wholeNumber(0, 65_535)) ?? 3000,
    host,
    isLoopback: host === 'localhost' || host === '::1' || host.startsWith('127.'),
    dataDir: resolve(env.DATA_DIR || './data'),
    databaseUrl,
    migrationUrl: read('DATABASE_MIGRATION_URL', postgresUrl) ?? databaseUrl,
    secret,
    demo: read('SALLE_DEMO', flag),
    timezone: read('CLINIC_TIMEZONE', timezoneName),
    publicUrl: read('PUBLIC_URL', webAddress),
    allowedOrigins: read('ALLOWED_ORIGINS', origins),
    smtpUrl: read('SMTP_URL', urlOf('an smtp:// or smtps:// address', 'smtp:', 'smtps:')),
    trustProxy: read('TRUST_PROXY', proxies),
    redisUrl: read('REDIS_URL', urlOf('a redis:// or rediss:// address', 'redis:', 'rediss:')),
    broadcast: readBroadcast(read),
    logLevel: read('SALLE_LOG', oneOf('debug', 'info', 'warn', 'error')),
    filesUrl: read('FILES_URL', bucket),
    webhooks: readAllWebhooks(read),
    connectionsPerAddress: read('CONNECTIONS_PER_ADDRESS', wholeNumber(1, 100_000)) ?? usualPerNetwork,
    sockets: {
      perAddress: read('SOCKETS_PER_ADDRESS', wholeNumber(1, 100_000)) ?? 1000,
      perAccount: read('SOCKETS_PER_ACCOUNT', wholeNumber(1, 100_000)) ?? 100,
      signInWithin: read('SOCKETS_SIGN_IN_SECONDS', wholeNumber(5, 3600)),
      refusesReplays: read('PUSHER_REPLAYS', oneOf('accept', 'refuse')) === 'refuse',
    },
  };
}

/** The one that hears everything, and those that say what they want to hear. */
function readAllWebhooks(read: Read): Webhook[] {
  const url = read('WEBHOOK_URL', urlOf('an http:// or https:// address', 'http:', 'https:'));
  return [...(url ? [{ url }] : []), ...(read('WEBHOOKS', webhooks) ?? [])];
}

const webhooks: Rule<Webhook[]> = {
  must: 'a JSON list such as [{"url":"https://hooks.example","events":["member_added"],"channel_prefix":"presence-"}], with channel_suffix and headers besides, and nothing else',
  parse: readWebhooks,
};

/** Settings whose rooms read them themselves; malformed ones stop the start all the same. */
function checkLater(read: Read): void {
  read('TURN_URL', urlOf('a turn: or turns: address', 'turn:', 'turns:'));
  read('ICE_SERVERS', iceServers);
  read('JANUS_URL', urlOf('a ws:// or wss:// address', 'ws:', 'wss:'));
  const media = read('MEDIA_PROVIDER', oneOf('p2p', 'vonage', 'janus')) ?? 'p2p';
  for (const name of mediaNeeds[media]) require(read, name, `MEDIA_PROVIDER=${media}`);
}

const mediaNeeds = {
  p2p: [],
  vonage: ['VONAGE_APPLICATION_ID', 'VONAGE_PRIVATE_KEY'],
  janus: ['JANUS_URL', 'JANUS_API_SECRET'],
} as const;

function readBroadcast(read: Read): Broadcast {
  read('BROADCAST_DRIVER', renamed('BROADCAST_CONNECTION'));
  const connection = read('BROADCAST_CONNECTION', oneOf('embedded', 'pusher', 'reverb')) ?? 'embedded';
  const prefix = connection === 'reverb' ? 'REVERB' : 'PUSHER';
  const [id, key, secret] = ['APP_ID', 'APP_KEY', 'APP_SECRET'].map((name) => read(`${prefix}_${name}`, appWord));
  const host = read(`${prefix}_HOST`, hostName);
  const port = read(`${prefix}_PORT`, wholeNumber(1, 65_535));
  const scheme = read(`${prefix}_SCHEME`, oneOf('http', 'https')) ?? usual[prefix].scheme;
  const cluster = read('PUSHER_APP_CLUSTER', appWord) ?? 'mt1';
  checkSpare(read, prefix === 'PUSHER' ? 'REVERB' : 'PUSHER');
  if (connection === 'embedded') return { kind: 'embedded', id, key, secret };
  for (const name of ['APP_ID', 'APP_KEY', 'APP_SECRET']) {
    require(read, `${prefix}_${name}`, `BROADCAST_CONNECTION=${connection}`);
  }
  if (connection === 'reverb') require(read, 'REVERB_HOST', 'BROADCAST_CONNECTION=reverb');
  const given = { id: id ?? '', key: key ?? '', secret: secret ?? '' };
  return {
    kind: 'outside',
    ...given,
    host: host ?? `api-${cluster}.pusher.com`,
    port: port ?? usual[prefix].ports[scheme],
    https: scheme === 'https',
    cluster,
  };
}

/** Where each server is found that nobody says more of: Pusher's in the world, Reverb on a machine beside ours. */
const usual = {
  PUSHER: { scheme: 'https', ports: { https: 443, http: 80 } },
  REVERB: { scheme: 'http', ports: { https: 8080, http: 8080 } },
} as const;

type Rule<T> = { must: string; parse: (text: string) => T | undefined };
type Read = <T>(name: string, rule: Rule<T>) => T | undefined;

function reader(env: Environment): Read {
  return (name, rule) => {
    const text = env[name]?.trim();
    if (!text) return undefined;
    const value = rule.parse(text);
    if (value === undefined) throw new ConfigError(`${name} must be ${rule.must}`);
    return value;
  };
}

/** Those of the other server are not used, and yet no place for a mistake. */
function checkSpare(read: Read, prefix: string): void {
  for (const name of ['APP_ID', 'APP_KEY', 'APP_SECRET']) read(`${prefix}_${name}`, appWord);
  read(`${prefix}_HOST`, hostName);
  read(`${prefix}_PORT`, wholeNumber(1, 65_535));
  read(`${prefix}_SCHEME`, oneOf('http', 'https'));
}

function require(read: Read, name: string, because: string): void {
  if (read(name, anything) === undefined) throw new ConfigError(`${name} must be set with ${because}`);
}

const appWord: Rule<string> = {
  must: 'letters, digits, - and _',
  parse: (text) => (/^[\w-]{1,100}$/.test(text) ? text : undefined),
};

/** What has another name today, and would be overlooked without a word. */
function renamed(today: string): Rule<never> {
  return { must: `left out: it is called ${today} here`, parse: () => undefined };
}

const anything: Rule<string> = { must: 'anything', parse: (text) => text };

const hostName: Rule<string> = {
  must: 'a host name or an IP address',
  parse: (text) => (isIP(text) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) ? text : undefined),
};

const postgresUrl = urlOf('a postgres:// address', 'postgres:', 'postgresql:');

const longEnough: Rule<string> = {
  must: '32 characters or more',
  parse: (text) => (text.length >= 32 ? text : undefined),
};

const flag: Rule<boolean> = { must: '0 or 1', parse: (text) => ({ '0': false, '1': true })[text] };

const timezoneName: Rule<string> = {
  must: 'an IANA time zone such as Africa/Algiers',
  parse: (text) => {
    try {
      if (/^[+-]/.test(text)) return undefined; // a bare offset knows no summer time
      return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    } catch {
      return undefined; // Intl throws for a zone that it does not know
    }
  },
};

const webAddress: Rule<URL> = {
  must: 'an http:// or https:// address without a path',
  parse: (text) => {
    const url = URL.parse(text);
    const bare = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
    return bare ? url : undefined;
  },
};

const bucket: Rule<URL> = {
  must: 'an s3://, http:// or https:// address with key:secret@host/bucket',
  parse: (text) => {
    const url = URL.parse(text);
    const isKnown = url && ['s3:', 'http:', 'https:'].includes(url.protocol) && url.hostname !== '';
    return isKnown && url.username && url.password && /^\/[\w.-]+\/?$/.test(url.pathname) ? url : undefined;
  },
};

const origins: Rule<string[]> = {
  must: 'origins such as https://clinic.example, separated by commas',
  parse: (text) => {
    const list = text.split(',').map((part) => webAddress.parse(part.trim())?.origin);
    return list.every((origin) => origin !== undefined) ? list : undefined;
  },
};

const proxies: Rule<string[]> = {
  must: "the proxies' addresses or networks, separated by commas",
  parse: (text) => {
    const list = text.split(',').map((part) => part.trim());
    return list.every(isNetwork) ? list : undefined;
  },
};

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

const iceServers: Rule<unknown[]> = {
  must: 'a JSON list of servers such as [{"urls":"stun:stun.example:3478"}]',
  parse: (text) => {
    try {
      const list: unknown = JSON.parse(text);
      return Array.isArray(list) && list.every((entry) => entry && typeof entry === 'object' && 'urls' in entry)
        ? list
        : undefined;
    } catch {
      return undefined; // not JSON
    }
  },
};

function wholeNumber(least: number, most: number): Rule<number> {
  return {
    must: `a whole number from ${least} to ${most}`,
    parse: (text) =>
      /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined,
  };
}

function oneOf<const T extends string>(...choices: T[]): Rule<T> {
  return { must: choices.join(' or '), parse: (text) => choices.find((choice) => choice === text) };
}

function urlOf(must: string, ...protocols: string[]): Rule<string> {
  return { must, parse: (text) => (protocols.includes(URL.parse(text)?.protocol ?? '') ? text : undefined) };
}

/** From whom letters and invitations come. */
export function senderAddress({ publicUrl }: Config): string {
  return `no-reply@${publicUrl?.hostname ?? 'salle.localhost'}`;
}

/** Whether demo accounts may sign in here. */
export function isDemoOpen({ demo, isLoopback, publicUrl }: Config): boolean {
  return demo ?? (isLoopback && !publicUrl);
}

/** Only a clinic of one's own, on one's own machine, is filled with invented people without being asked. */
export function isDemoAsked({ demo, databaseUrl, isLoopback, publicUrl }: Config): boolean {
  return demo ?? (!databaseUrl && isLoopback && !publicUrl);
}
