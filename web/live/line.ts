import type pusherJs from 'pusher-js';

export type LineConfig = { key: string; cluster: string; host: string; port: number; forceTLS: boolean };
export type Authorization = { auth: string; channel_data?: string };
/** A signature with which a socket says whose it is. */
export type Identification = { auth: string; user_data: string };
/** Why a subscription is not, or no longer: 401 and 403 are a word of the server's, everything else is bad luck. */
export type Denial = { status: number; reason: string };

/** One connection, from its first word to its last; after that it is never used again. */
export type Line = {
  readonly socketId: string;
  subscribe(channel: string): void;
  unsubscribe(channel: string): void;
  /** says whose the socket is, so that others see that they are here; fails where that could not be signed */
  signIn(): Promise<void>;
  /** asks for a sign of life, which `heardAnything` tells */
  ping(): void;
  close(): void;
};

export type LineHearer = {
  subscribed(channel: string): void;
  denied(channel: string, denial: Denial): void;
  heard(channel: string, event: string, data: unknown): void;
  heardAnything(): void;
  /** it is gone, by itself; the code says whose wish that was */
  ended(code: number | undefined): void;
};

export type Authorize = (socketId: string, channel: string) => Promise<Authorization>;
export type Identify = (socketId: string) => Promise<Identification>;
export type Dial = (config: LineConfig, hearer: LineHearer, patience: number) => Promise<Line>;

/** No connection came about; the code where the server gave one. */
export class NoLine extends Error {
  readonly code: number | undefined;
  constructor(code: number | undefined) {
    super(`No connection came about${code === undefined ? '' : `: ${code}`}`);
    this.code = code;
  }
}

type PusherClass = typeof pusherJs.default;
type Pusher = InstanceType<PusherClass>;
type Channel = ReturnType<Pusher['subscribe']>;
type Asked = { socketId: string; channelName: string };
type Answer = (error: Error | null, proof: Authorization | null) => void;
type Question = { socketId: string; answer: (error: null, proof: Identification) => void };

/**
 * Dials with pusher-js, which is fetched when the first connection is wanted. Its own way to come back is switched off:
 * when, and whether, is decided with a die and with a question to the server, which it cannot do.
 */
export function openPusherDial(authorize: Authorize, identify: Identify): Dial {
  let kept: { config: string; phone: Phone } | undefined;
  return async (config, hearer, patience) => {
    const PusherJs = await load();
    const same = JSON.stringify(config);
    if (kept?.config !== same) kept = { config: same, phone: openPhone(PusherJs, config, authorize, identify) };
    return kept.phone.call(hearer, patience);
  };
}

async function load(): Promise<PusherClass> {
  const module: { default: unknown } = await import('pusher-js');
  const inner = module.default as PusherClass | { default: PusherClass };
  return 'default' in inner ? inner.default : inner;
}

type Phone = { call(hearer: LineHearer, patience: number): Promise<Line> };
type Call = { hearer: LineHearer; end(code: number | undefined): void; stands: boolean };

/** One pusher-js for all connections to one address: each leaves listeners behind that nobody can take away. */
function openPhone(PusherJs: PusherClass, config: LineConfig, authorize: Authorize, identify: Identify): Phone {
  const pusher = new PusherJs(config.key, {
    cluster: config.cluster,
    wsHost: config.host,
    wsPort: config.port,
    wssPort: config.port,
    forceTLS: config.forceTLS,
    // Encrypted or not as said above. 'wss' would be tried beside a plain line that is slow, where nobody speaks TLS.
    enabledTransports: ['ws'],
    activityTimeout: 30_000,
    pongTimeout: 8000,
    channelAuthorization: { customHandler: (asked, callback) => void prove(asked, callback) },
    userAuthentication: {
      customHandler: ({ socketId }, answer) => {
        question = { socketId, answer };
      },
    },
  });
  pusher.disconnect();
  let call: Call | undefined;
  /** Once it was told to sign in, pusher-js asks at every connection; the answer comes where it is wanted. */
  let question: Question | undefined;
  let lastCode: number | undefined;

  pusher.connection.bind('message', () => call?.hearer.heardAnything());
  pusher.connection.bind('error', (error: unknown) => {
    lastCode = codeOf(error) ?? lastCode;
  });
  // told as soon as a connection is lost, before it would come back by itself
  pusher.connection.bind('connecting_in', () => call?.end(lastCode));
  pusher.connection.bind('state_change', ({ current }: { current: string }) => {
    if (!call) {
      if (current === 'connecting') queueMicrotask(() => !call && pusher.disconnect());
    } else if (current !== 'connected' && (call.stands || current !== 'connecting')) {
      call.end(lastCode);
    }
  });

  async function prove({ socketId, channelName }: Asked, answer: Answer) {
    const asking = call;
    try {
      const proof = await authorize(socketId, channelName);
      // what was signed for another socket is worth nothing to this one
      if (call === asking) answer(null, proof);
    } catch (error) {
      if (call === asking) asking?.hearer.denied(channelName, denialOf(error));
    }
  }

  function standing(hearer: LineHearer, end: () => void): Line {
    const mine = call;
    const isMine = () => call === mine && mine !== undefined;
    return {
      socketId: pusher.connection.socket_id,
      subscribe: (name) => {
        if (!isMine()) return;
        letGo(pusher, name);
        listen(pusher.subscribe(name), hearer, isMine);
      },
      unsubscribe: (name) => {
        if (!isMine()) return;
        pusher.channel(name)?.unbind_global();
        pusher.unsubscribe(name);
      },
      signIn: async () => {
        if (!isMine()) return;
        pusher.signin();
        const asked = question;
        if (asked?.socketId !== pusher.connection.socket_id) return;
        const proof = await identify(asked.socketId);
        if (isMine()) asked.answer(null, proof);
      },
      ping: () => void (isMine() && pusher.send_event('pusher:ping', {})),
      close: end,
    };
  }

  return {
    call: (hearer, patience) =>
      new Promise((resolve, reject) => {
        lastCode = undefined;
        const timer = setTimeout(() => mine.end(undefined), patience);
        const hangUp = () => {
          clearTimeout(timer);
          pusher.connection.unbind('connected', connected);
          if (call !== mine) return false;
          call = undefined;
          for (const channel of pusher.allChannels()) letGo(pusher, channel.name);
          queueMicrotask(() => !call && pusher.disconnect());
          return true;
        };
        const mine: Call = {
          hearer,
          stands: false,
          end: (code) => {
            if (!hangUp()) return;
            if (mine.stands) hearer.ended(code);
            else reject(new NoLine(code));
          },
        };
        const connected = () => {
          clearTimeout(timer);
          mine.stands = true;
          resolve(standing(hearer, () => void hangUp()));
        };
        call?.end(undefined);
        pusher.disconnect();
        call = mine;
        pusher.connection.bind('connected', connected);
        pusher.connect();
      }),
  };
}

function listen(channel: Channel, hearer: LineHearer, isMine: () => boolean): void {
  channel.unbind_global();
  channel.bind_global((event: string, data: unknown) => {
    if (!isMine()) return;
    if (event === 'pusher:subscription_succeeded') hearer.subscribed(channel.name);
    else if (event === 'pusher:subscription_error') hearer.denied(channel.name, deniedBy(data));
    else hearer.heard(channel.name, event, data);
  });
}

/** pusher-js does not notice that the server has ended or refused a subscription, and would not ask for it again. */
function letGo(pusher: Pusher, name: string): void {
  const channel = pusher.channel(name);
  if (!channel) return;
  channel.unbind_global();
  channel.disconnect();
  pusher.unsubscribe(name);
}

function deniedBy(data: unknown): Denial {
  const { status, error } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  return { status: typeof status === 'number' ? status : 0, reason: typeof error === 'string' ? error : '' };
}

function denialOf(error: unknown): Denial {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) || 0 : 0;
  return { status, reason: error instanceof Error ? error.message : '' };
}

/** Where pusher-js hides the code with which a socket was closed. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('data' in error && typeof error.data === 'object' && error.data !== null && 'code' in error.data) {
    return typeof error.data.code === 'number' ? error.data.code : undefined;
  }
  return 'error' in error ? codeOf(error.error) : undefined;
}
