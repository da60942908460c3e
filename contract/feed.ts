import Type, { type Static } from 'typebox';
import { closed, Instant, Nothing, route } from './route.ts';

export const Feed = Type.Object({
  url: Type.Union([Type.String(), Type.Null()], { description: 'said once, when it is made' }),
  made_at: Type.Union([Instant, Type.Null()], { description: 'null: there is none' }),
});
export type Feed = Static<typeof Feed>;

const feed = { path: '/api/v1/calendar-feed', tag: 'feed', who: ['patient', 'doctor'] } as const;

export const readFeed = route({
  ...feed,
  reads: 'nothing',
  method: 'GET',
  summary: 'Whether the caller’s calendar can be subscribed to',
  data: Feed,
  refusals: [],
});

export const makeFeed = route({
  ...feed,
  reads: 'changed',
  method: 'POST',
  summary: 'A new address for the caller’s calendar; the old one is dead from now on',
  makes: true,
  status: 201,
  data: Feed,
  refusals: [],
});

export const removeFeed = route({
  ...feed,
  reads: 'changed',
  method: 'DELETE',
  summary: 'Let nobody subscribe any more',
  data: Nothing,
  refusals: [],
});

export const readFeedText = route({
  method: 'GET',
  path: '/calendar/{token}.ics',
  tag: 'feed',
  reads: { action: 'calendar.read', of: 'whose' },
  summary: 'A patient’s family’s or a doctor’s appointments, for calendar programs: whoever has the address reads it',
  who: ['feed'],
  token: 'address',
  params: closed({ token: Type.String({ pattern: '^[\\w-]{43}$' }) }),
  bare: true,
  content: 'text/calendar; charset=utf-8',
  data: Type.String(),
  refusals: [],
});
