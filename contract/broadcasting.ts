import Type, { type Static } from 'typebox';
import { closed, Id, Instant, route } from './route.ts';
import { line } from './text.ts';

/** Pusher's rule for names: what travels in an address and a signature without being written differently. */
export const ChannelName = Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9_\\-=@,.;]+$' });
const SocketId = Type.String({ maxLength: 40, pattern: '^\\d+\\.\\d+$' });
/** The position of a fact and the place of a delivery, 18 digits that rise on every channel. */
export const EventId = Type.String({ pattern: '^\\d{18}$' });

export const readRealtimeConfig = route({
  method: 'GET',
  path: '/api/v1/broadcasting/config',
  tag: 'broadcasting',
  reads: 'nothing',
  summary: 'What a Pusher client needs to connect',
  who: 'anyone',
  also: { status: 'success' },
  data: Type.Object({
    key: Type.String(),
    cluster: Type.String(),
    host: Type.String(),
    port: Type.Integer(),
    forceTLS: Type.Boolean(),
    user_id: Type.Union([Id, Type.Null()]),
    auth_endpoint: Type.String(),
  }),
  refusals: [],
});

export const authorizeChannel = route({
  method: 'POST',
  path: '/api/v1/broadcasting/auth',
  tag: 'broadcasting',
  reads: 'nothing',
  summary: 'A signature with which a socket may subscribe to a private or presence channel',
  who: 'known',
  bare: true,
  form: true,
  body: closed({ socket_id: SocketId, channel_name: ChannelName }),
  data: Type.Object({ auth: Type.String(), channel_data: Type.Optional(Type.String()) }),
  refusals: ['forbidden'],
});

export const authenticateUser = route({
  method: 'POST',
  path: '/api/v1/broadcasting/user-auth',
  tag: 'broadcasting',
  reads: 'nothing',
  summary: 'A signature with which a socket says whose it is (pusher:signin)',
  who: 'signed-in',
  bare: true,
  form: true,
  body: closed({ socket_id: SocketId }),
  data: Type.Object({ auth: Type.String(), user_data: Type.String() }),
  refusals: [],
});

export const LiveEvent = Type.Object({
  event_id: EventId,
  event: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type LiveEvent = Static<typeof LiveEvent>;

export const readEvents = route({
  method: 'GET',
  path: '/api/v1/broadcasting/events',
  tag: 'broadcasting',
  reads: 'nothing',
  summary: 'What a channel has told since an event; without `after`, where it stands now',
  who: 'anyone',
  // A page listens on many channels, and all pages come back together when a line was cut.
  pace: { atOnce: 10_000, aMinute: 3_000 },
  list: 'onward',
  query: closed({ channel: ChannelName, after: Type.Optional(EventId) }),
  data: LiveEvent,
  refusals: ['forbidden', 'sign_in_required', 'resync_required'],
});

export const sendTestFact = route({
  method: 'POST',
  path: '/api/v1/broadcasting/test',
  tag: 'broadcasting',
  reads: 'nothing',
  summary: 'Write a test fact, which takes the way of every other',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed({ message: line({ minLength: 1, maxLength: 200 }) }),
  data: Type.Object({ channel: Type.String(), written_at: Instant }),
  refusals: [],
});
