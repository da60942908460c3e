import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import Type, { type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import type { Channel } from '#contract/channel.ts';
import { channels } from '#contract/events.ts';
import { asyncApi } from '#server/platform/asyncapi.ts';
import { bootApplication } from './application.ts';

type Payload = { properties: object; required: string[]; additionalProperties: boolean } | { anyOf: Payload[] };
type Message = { name: string; payload: Payload };
type Told = {
  address: string;
  description: string;
  parameters: Record<string, object>;
  messages: Record<string, Message>;
};
type Document = {
  asyncapi: string;
  info: { version?: string };
  channels: Record<string, Told>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
};

const application = await bootApplication();
after(() => application.close());
const served = await fetch(`${application.address}/api/asyncapi.json`);
const document = (await served.json()) as Document;

// The specification's own schema, of one piece: the other one names its parts by addresses.
const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
const checked = Compile(specification);

describe('the document', () => {
  test('is valid AsyncAPI 3.0.0', () => {
    assert.equal(served.status, 200);
    assert.match(served.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(document.asyncapi, '3.0.0');
    const [valid, errors] = checked.Errors(document);
    assert(valid, JSON.stringify(errors, null, 2));
  });

  const broken: Record<string, (copy: Document) => void> = {
    'without a version': ({ info }) => delete info.version,
    'with an action that there is not': ({ operations: { realtimeTest } }) =>
      Object.assign(realtimeTest ?? {}, { action: 'shout' }),
    'with a payload that is no schema': ({ channels: { realtimeTest } }) =>
      Object.assign(realtimeTest?.messages['test.sent'] ?? {}, { payload: { type: 'nonsense' } }),
    'with a field that nobody knows': (copy) => Object.assign(copy, { events: {} }),
  };
  for (const [how, breakIt] of Object.entries(broken)) {
    test(`${how} would be invalid`, () => {
      const copy = structuredClone(document);
      breakIt(copy);
      assert.notDeepEqual(copy, document);
      assert(!checked.Check(copy));
    });
  }

  test('has every channel of the contract, and no other', () => {
    assert.deepEqual(Object.keys(document.channels).toSorted(), Object.keys(channels).toSorted());
    const addresses = Object.values(document.channels).map(({ address }) => address);
    assert.equal(new Set(addresses).size, addresses.length, 'no two channels share an address');
  });

  test('says of each channel on which something is told that we send there, and of no other', () => {
    const told = Object.keys(channels).filter((name) => Object.keys(channels[name]?.events ?? {}).length > 0);
    assert.deepEqual(Object.keys(document.operations).toSorted(), told.toSorted());
    for (const [name, { action, channel }] of Object.entries(document.operations)) {
      assert.deepEqual([action, channel.$ref], ['send', `#/channels/${name}`]);
    }
  });
});

for (const [name, channel] of Object.entries(channels)) {
  test(`${channel.name} is told with its hearers, its number and what each event brings`, () => {
    const told = document.channels[name];
    assert(told);
    assert.equal(told.address, channel.name);
    assert(told.description);
    assert.deepEqual(Object.keys(told.parameters), channel.name.includes('{id}') ? ['id'] : []);
    assert.deepEqual(Object.keys(told.messages), Object.keys(channel.events));
    for (const [event, schema] of Object.entries(channel.events)) {
      const message: Message | undefined = told.messages[event];
      assert(message);
      assert.equal(message.name, event);
      assertSays(message.payload, schema, channel);
    }
  });
}

/** What the contract says, and for what has a row its number and time besides. */
function assertSays(payload: Payload, schema: TSchema, channel: Channel): void {
  if (Type.IsUnion(schema)) {
    assert('anyOf' in payload && payload.anyOf.length === schema.anyOf.length);
    for (const [place, each] of schema.anyOf.entries()) assertSays(payload.anyOf[place] as Payload, each, channel);
    return;
  }
  assert('properties' in payload);
  const { properties, required } = JSON.parse(JSON.stringify(schema)) as TObject;
  const ofEvery = channel.fleeting ? [] : ['event_id', 'occurred_at'];
  assert.deepEqual(payload.required.toSorted(), [...(required ?? []), ...ofEvery].toSorted());
  assert.deepEqual(Object.keys(payload.properties).toSorted(), [...Object.keys(properties), ...ofEvery].toSorted());
  for (const [field, type] of Object.entries(properties)) {
    assert.deepEqual((payload.properties as Record<string, object>)[field], type, field);
  }
  if (ofEvery.length > 0) assert.equal(payload.additionalProperties, false);
}

test('what a fact tells must be an object: nothing else could bear a number', () => {
  const odd: Channel = { name: 'odd', who: 'public', events: { said: Type.String() } };
  assert.throws(() => asyncApi({ odd }), /object/);
});
