import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import Type, { type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { answerConsent, endActing, joinPatient, openPast, readActing } from '#contract/acting.ts';
import {
  cancelAppointment,
  confirmAppointment,
  rejectAppointment,
  rescheduleAppointment,
} from '#contract/appointments.ts';
import { book, bookSeveral, deskBook, holdSlot, releaseHold } from '#contract/booking.ts';
import { type LiveEvent, readEvents, sendTestFact } from '#contract/broadcasting.ts';
import { type Channel, numberIn } from '#contract/channel.ts';
import {
  approveDoctor,
  changeDoctor,
  disapproveDoctor,
  readDoctorRecord,
  restoreDoctor,
  retireDoctor,
} from '#contract/clinic.ts';
import { channels, type FactName, facts } from '#contract/events.ts';
import { makeFeed, removeFeed } from '#contract/feed.ts';
import { inviteAccount, retireAccount, signOut } from '#contract/identity.ts';
import { addPatient, giveJoinCode, retirePatient } from '#contract/patients.ts';
import { removeOverrides, setOverrides } from '#contract/schedule.ts';
import { joinWaitlist } from '#contract/waitlist.ts';
import { bookingAudience } from '#server/booking/booking.live.ts';
import { doctorId, family, freeStarts } from '#server/booking/booking-rig.ts';
import { broadcastingAudience } from '#server/broadcasting/broadcasting.live.ts';
import type { NumberedFact } from '#server/broadcasting/broadcasting.sql.ts';
import { newRenderer } from '#server/broadcasting/rendering.ts';
import { consentToken, letterSaying } from '#server/clinic/acting/acting-rig.ts';
import { clinicAudience } from '#server/clinic/clinic.live.ts';
import { identityAudience } from '#server/identity/identity.live.ts';
import { openFacts } from '#server/platform/facts.ts';
import { scheduleAudience } from '#server/schedule/schedule.live.ts';
import { bootApplication, type TestApplication, tokenFor } from './application.ts';
import { type Client, newClient } from './client.ts';

type Row = NumberedFact & { name: FactName; channels: string[] };

let application: TestApplication;
let rows: Row[];
before(async () => {
  application = await bootApplication({ demo: true });
  await liveThroughADay(application);
  rows = await written();
});
after(() => application.close());

/** Everything that the contract has a fact for, by the ways on which people do it. */
async function liveThroughADay(application: TestApplication): Promise<void> {
  const { as, owner, nobody, address } = application;
  const [desk, admin, doctor] = [as('receptionist'), as('admin'), as('doctor')];
  const [yasmine, omar, lucas] = [as('patient'), as('omar@salle.test'), as('lucas@salle.test')];
  const amina = await doctorId(application);
  const free = await freeStarts(nobody, amina);
  const next = () => free.shift() ?? assert.fail('no slot is left');
  const wish = (scheduled_at = next()) => ({ doctor_id: amina, scheduled_at, consult_mode: 'in_person' as const });
  const of = <B extends object>(id: number, body: B) => ({ params: { id }, body });
  const request = async () => {
    const { id } = (await yasmine.ask(book, { body: wish() })).data;
    await owner.query(`update appointment set status = 'pending' where id = $1`, [id]);
    return id;
  };

  await Promise.all([yasmine, omar].map((each) => each.ask(book, { body: { ...wish(), consult_mode: 'video' } })));
  const together = (await family(yasmine)).slice(0, 2).map((patient_id) => ({ ...wish(), patient_id }));
  await yasmine.ask(bookSeveral, { body: { appointments: together } });
  await doctor.ask(confirmAppointment, of(await request(), {}));
  await doctor.ask(rejectAppointment, of(await request(), { reason: 'away' }));
  await desk.ask(cancelAppointment, of(await request(), {}));
  await desk.ask(rescheduleAppointment, of(await request(), { scheduled_at: next() }));
  const held = await yasmine.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: next() } });
  await yasmine.ask(releaseHold, { params: { id: held.data.hold_id } });

  const [patient_id = 0] = await family(lucas);
  const taken = (await desk.ask(deskBook, { body: { ...wish(), patient_id } })).data;
  const [day = ''] = taken.scheduled_at.split('T');
  await omar.ask(joinWaitlist, { body: { doctor_id: amina, from: day, to: day } });
  await lucas.ask(cancelAppointment, of(taken.id, {}));
  await until('somebody who waits is offered it', `select from event where name = 'waitlist.offered'`);

  const far = { from: '2030-01-07', to: '2030-01-07' };
  await doctor.ask(setOverrides, of(amina, { ...far, enabled: false, start: '09:00', end: '10:00' }) as never);
  await doctor.ask(removeOverrides, { params: { id: amina }, query: far });
  const { version } = (await doctor.ask(readDoctorRecord, { params: { id: amina } })).data;
  await doctor.ask(changeDoctor, of(amina, { version, is_available: false }));
  const params = { id: await doctorId(application, 'karim.benali@salle.test') };
  for (const act of [disapproveDoctor, approveDoctor, retireDoctor, restoreDoctor]) await admin.ask(act, { params });

  for (const act of [makeFeed, removeFeed]) await lucas.ask(act);
  const invited = { name: 'Somebody', email: 'somebody@example.org', role: 'receptionist' } as const;
  const { data: account } = await admin.ask(inviteAccount, { body: invited });
  await admin.ask(retireAccount, { params: { id: account.id } });
  const { data: gone } = await desk.ask(addPatient, { body: { name: 'Nobody Longer' } });
  await desk.ask(retirePatient, { params: { id: gone.id } });
  const [, child = 0] = await family(yasmine);
  for (const confirm of [false, true]) {
    const { data } = await desk.ask(giveJoinCode, { params: { id: child } });
    await omar.ask(joinPatient, { body: { code: data.code, relation: 'child' } });
    const letter = await letterSaying(application, 'yasmine@salle.test', isNewConsent);
    await nobody.ask(answerConsent, { body: { token: consentToken(letter), confirm } });
  }
  const { acting } = (await desk.ask(readActing, { params: { id: child } })).data;
  const joined = acting.find(({ how }) => how === 'consent') ?? assert.fail('nobody has joined');
  const one = { params: { id: child, acting_id: joined.id } };
  await desk.ask(openPast, { ...one, body: { reason: 'is here' } });
  await desk.ask(endActing, one);

  const token = await tokenFor(address, 'yasmine@salle.test');
  await newClient(address, () => ({ authorization: `Bearer ${token}` })).ask(signOut);
  await admin.ask(sendTestFact, { body: { message: 'last' } });
  await until('all is numbered', `select where not exists (select from event where position is null)`);
}

const consents = new Set<string>();
/** A letter that asks for consent, each once. */
function isNewConsent(text: string): boolean {
  const isNew = text.includes('/consent#') && !consents.has(text);
  if (isNew) consents.add(text);
  return isNew;
}

async function until(what: string, isSo: string): Promise<void> {
  const patience = performance.now() + 60_000;
  while (((await application.owner.query(isSo)).rowCount ?? 0) === 0) {
    assert(performance.now() < patience, `waited in vain until ${what}`);
    await tick(10);
  }
}

async function written(): Promise<Row[]> {
  const { rows } = await application.owner.query<
    Omit<Row, 'occurred_at' | 'position'> & { occurred_at: Date; position: string }
  >('select position, name, data, occurred_at, channels from event order by position');
  return rows.map((row) => ({ ...row, position: Number(row.position), occurred_at: row.occurred_at.toISOString() }));
}

const told = openFacts(() => {});
for (const audience of [bookingAudience, broadcastingAudience, clinicAudience, identityAudience, scheduleAudience]) {
  told.heardBy(audience as never);
}
const logs: object[] = [];
const render = newRenderer(told, (about) => void logs.push(about));

/** What is wrong with it, an object's strange fields too. */
function wrong(schema: TSchema, value: unknown): string[] {
  return Value.Errors(schema, value).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('every fact of the contract has been seen', () => {
  const seen = new Set(rows.map(({ name }) => name));
  assert.deepEqual([...seen].toSorted(), Object.keys(facts).toSorted());
});

test('each row holds what the contract says of its fact, and nothing besides', () => {
  for (const { name, data, position } of rows) {
    assert.deepEqual(wrong(facts[name], data), [], `${name} at ${position}: ${JSON.stringify(data)}`);
    assert.notDeepEqual(wrong(facts[name], { ...data, surplus: 1 }), [], `${name} is closed`);
  }
});

test('each delivery is what the contract says that its channel hears, and every such event has been seen', () => {
  const heard = new Set<string>();
  for (const row of rows) {
    for (const { channel: name, event, data } of render(row).events) {
      const channel = channelOf(name);
      heard.add(`${channel.name} ${event}`);
      const schema = channel.events[event];
      assert(schema, `${name} hears ${event}, which is not of it`);
      const { event_id, occurred_at, ...brought } = data;
      assert.deepEqual(wrong(schema, brought), [], `${row.name}: ${event} on ${name}`);
      assert.match(String(event_id), /^\d{18}$/);
      assert.equal(occurred_at, row.occurred_at);
    }
  }
  const known = Object.values(channels)
    .filter(({ fleeting }) => !fleeting)
    .flatMap(({ name, events }) => Object.keys(events).map((event) => `${name} ${event}`));
  assert.deepEqual([...heard].toSorted(), known.toSorted());
  assert.deepEqual(logs, []);
});

function channelOf(name: string): Channel {
  const known = Object.values(channels).filter((channel) => numberIn(channel, name) !== undefined);
  assert.equal(known.length, 1, `${name} is ${known.length} channels of the contract`);
  return known[0] as Channel;
}

test('each row names the channels on which it is told, each once', () => {
  for (const row of rows) {
    const rendered = new Set(render(row).events.map(({ channel }) => channel));
    assert.deepEqual(row.channels.toSorted(), [...rendered].toSorted(), `${row.name} at ${row.position}`);
  }
});

test('who catches up gets on each channel what is told there', async () => {
  const events = rows.flatMap((row) => render(row).events);
  const names = new Set(events.map(({ channel }) => channel));
  assert(names.size > 8, [...names].join(' '));
  for (const name of names) {
    const expected = events.filter(({ channel }) => channel === name).map(({ channel: _, ...event }) => event);
    assert.deepEqual(await caughtUp(await listenerTo(name), name), expected, name);
  }
});

async function caughtUp(client: Client, channel: string): Promise<LiveEvent[]> {
  const all: LiveEvent[] = [];
  for (let after = '0'.repeat(18); ; ) {
    const { data, next } = await client.ask(readEvents, { query: { channel, after } });
    if (data.length === 0) return all;
    all.push(...data);
    after = next;
  }
}

/** Somebody who may hear it. */
async function listenerTo(name: string): Promise<Client> {
  const { who } = channelOf(name);
  if (who === 'public') return application.nobody;
  if (who === 'staff') return application.as('receptionist');
  if (who === 'admin') return application.as('admin');
  const id = numberIn(channelOf(name), name);
  const { rows } = await application.owner.query<{ email: string }>('select email from account where id = $1', [id]);
  return application.as(rows[0]?.email ?? '');
}

test('a closed object of the contract is closed wherever it stands', () => {
  const open = Object.entries(facts).filter(([, schema]) => !isClosed(schema));
  assert.deepEqual(open, []);
});

function isClosed(schema: TSchema): boolean {
  if (Type.IsUnion(schema)) return schema.anyOf.every(isClosed);
  if (Type.IsArray(schema)) return isClosed(schema.items);
  if (!Type.IsObject(schema)) return true;
  return (
    'additionalProperties' in schema &&
    schema.additionalProperties === false &&
    Object.values(schema.properties).every(isClosed)
  );
}
