import type { FastifyInstance } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { EventId } from '#contract/broadcasting.ts';
import type { Channel, Hearers } from '#contract/channel.ts';
import { Instant } from '#contract/route.ts';

const mayHear: Readonly<Record<Hearers, string>> = {
  public: 'Anyone may hear it.',
  staff: 'For receptionists, admins and approved doctors.',
  admin: 'For admins.',
  account: 'For the account of this number.',
  doctor: 'For the doctor of this number.',
  tie: 'For people who have a tie with the account of this number, and for itself.',
  link: 'For links that were given for what has this number.',
};

/** Everything that is told live as AsyncAPI 3, made from the channels themselves. */
export async function serveAsyncApi(app: FastifyInstance, channels: Readonly<Record<string, Channel>>): Promise<void> {
  const document = asyncApi(channels);
  const text = JSON.stringify(document); // long, and the same for everybody
  app.get('/api/asyncapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(text),
  );
}

export function asyncApi(channels: Readonly<Record<string, Channel>>) {
  const told = Object.entries(channels).filter(([, { events }]) => Object.keys(events).length > 0);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Salle',
      version: '1',
      description:
        'What is told live, over the Pusher Channels protocol 7. How to connect: GET /api/v1/broadcasting/config; what was missed: GET /api/v1/broadcasting/events.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: '{host}',
        pathname: '/app/{key}',
        protocol: 'ws',
        variables: {
          host: { default: 'localhost:3000', description: 'where the clinic is found' },
          key: { default: 'key', description: 'of GET /api/v1/broadcasting/config' },
        },
      },
    },
    channels: Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, channelOf(channel)])),
    operations: Object.fromEntries(told.map(([name]) => [name, operationOn(name)])),
  };
}

function channelOf(channel: Channel) {
  const { name, who, events } = channel;
  const parameters = name.includes('{id}') ? { id: { description: 'of the account or the doctor' } } : {};
  return {
    address: name,
    description: mayHear[who],
    parameters,
    messages: Object.fromEntries(
      Object.entries(events).map(([event, schema]) => [
        event,
        { name: event, payload: channel.fleeting ? schema : asHeard(schema) },
      ]),
    ),
  };
}

function operationOn(name: string) {
  return { action: 'send', channel: { $ref: `#/channels/${name}` } };
}

const ofEvery = { event_id: EventId, occurred_at: Instant };

/** What a fact tells brings its number and its time. */
function asHeard(schema: TSchema): TSchema {
  if (Type.IsUnion(schema)) return Type.Union(schema.anyOf.map(asHeard));
  if (!Type.IsObject(schema)) throw new Error('what a fact tells is an object');
  return Type.Object({ ...schema.properties, ...ofEvery }, { additionalProperties: false });
}
