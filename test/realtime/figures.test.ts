import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { sendTestFact } from '#contract/broadcasting.ts';
import { type Outsiders, openOutsiders } from './rig.ts';

let outsiders: Outsiders;
before(async () => {
  outsiders = await openOutsiders();
});
after(() => outsiders.close());

async function figures(): Promise<Map<string, number>> {
  const response = await fetch(`${outsiders.application.address}/metrics`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(\S+|\S+\{.*\}) (\S+)$/.exec(line) ?? [];
      assert(Number.isFinite(Number(value)), line);
      return [name, Number(value)];
    }),
  );
}

async function until(name: string, value: number): Promise<void> {
  const patience = performance.now() + 30_000;
  for (let now: number | undefined; now !== value; now = (await figures()).get(name)) {
    assert(performance.now() < patience, `${name} is ${now}, and not ${value}`);
    await tick(20);
  }
}

test('whoever watches over the clinic reads of sockets, of what ended and was refused, and how far the facts have come', async () => {
  const { application } = outsiders;
  const client = await outsiders.pusher('doctor');
  client.subscribe('private-appointments');
  await until('salle_sockets', 1);
  await until('salle_socket_subscriptions', 1);
  await until('salle_socket_channels', 1);

  const raw = outsiders.raw();
  await raw.id();
  raw.say('pusher:subscribe', { channel: 'private-appointments', auth: 'clinic-key:wrong' });
  await until('salle_socket_refusals_total{type="AuthError"}', 1);
  raw.socket.close(3456);
  await until('salle_socket_closings_total{code="other"}', 1);

  const before = (await figures()).get('salle_facts_position') ?? 0;
  await application.as('admin').ask(sendTestFact, { body: { message: 'heard' } });
  await until('salle_facts_position', before + 1);
  const now = await figures();
  assert.equal(now.get('salle_facts_leads'), 1);
  assert((now.get('salle_fact_to_socket_seconds_count') ?? 0) > 0);
  assert.equal(now.get('salle_facts_lag_seconds'), 0);
  assert((now.get('salle_socket_frames_total') ?? 0) > 2);
  assert((now.get('salle_socket_bytes_total') ?? 0) > 100);
  for (const name of ['salle_socket_peers', 'salle_socket_too_slow_total', 'salle_webhook_waiting'])
    assert.equal(now.get(name), 0, name);
});

test('what was refused is counted by its code', async () => {
  const name = 'salle_refusals_total{code="not_found"}';
  const before = (await figures()).get(name) ?? 0;
  await fetch(`${outsiders.application.address}/api/v1/nothing`);
  await until(name, before + 1);
});
