import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book, deskBook, holdSlot } from '#contract/booking.ts';
import { authorizeChannel } from '#contract/broadcasting.ts';
import { channelName } from '#contract/channel.ts';
import { approveDoctor, disapproveDoctor, readMe, restoreDoctor } from '#contract/clinic.ts';
import { makeFeed } from '#contract/feed.ts';
import { changeAccount, changePassword, forgotten, readAccount, retireAccount, useLink } from '#contract/identity.ts';
import { addDependent, leaveFamilyMember, retirePatient } from '#contract/patients.ts';
import { personStatus } from '#contract/presence.events.ts';
import { joinWaitlist, readWaitlist } from '#contract/waitlist.ts';
import type { Raw } from '#realtime/test/rig.ts';
import { linkToken, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { goodPassword, newcomer } from '#test/people.ts';
import { type Outsiders, openOutsiders } from '#test/realtime/rig.ts';
import { doctorId, freeStarts } from '../booking-rig.ts';
import { crowd, tirelessDoctors } from '../crowd-rig.ts';

let outsiders: Outsiders;
let application: TestApplication;
let desk: Client;
let admin: Client;
let amina: number;
let aminasAccount: number;
let free: string[];
before(async () => {
  outsiders = await openOutsiders();
  application = outsiders.application;
  desk = application.as('receptionist');
  admin = application.as('admin');
  amina = await doctorId(application);
  aminasAccount = await outsiders.accountOf('doctor');
  free = await freeStarts(application.nobody, amina);
});
after(() => outsiders?.close());
/** Nobody else waits, from the test before. */
beforeEach(() =>
  application.owner.query(`update waitlist_entry set status = 'left', hold_id = null, offered_from = null,
    offered_until = null where status in ('waiting', 'offered')`),
);

const slot = () => free.shift() as string;
/** Somebody new with a child; `known` has proved an address and chosen a password. */
async function parent(known?: { email: string; visitor: Client }) {
  const { email, visitor } = known ?? (await signedIn());
  const { data: child } = await visitor.ask(addDependent, { body: { name: 'Lina Newcomer', relation: 'child' } });
  const { user, patients } = (await visitor.ask(readMe)).data;
  return { visitor, email, account: user.id, self: patients[0]?.id ?? 0, child: child.id };
}
type Parent = Awaited<ReturnType<typeof parent>>;

async function signedIn() {
  const [one] = await crowd(application.owner, 1);
  assert(one);
  const { rows } = await application.owner.query<{ email: string }>(
    `update account set password_hash = 'nobody knows it' where id = $1 returning email`,
    [one.account],
  );
  const visitor = newClient(application.address, () => ({ authorization: `Bearer ${one.token}` }));
  return { email: rows[0]?.email ?? '', visitor };
}

/** A hold, a wait and an offer, all for one person. */
async function underWay({ visitor }: Parent, patient_id: number) {
  const [held, taken, later] = [slot(), slot(), slot()];
  await visitor.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: held, patient_id } });
  const lucas = (await application.as('lucas@salle.test').ask(readMe)).data.patients[0]?.id;
  const wish = { doctor_id: amina, patient_id: lucas, scheduled_at: taken, consult_mode: 'in_person' as const };
  const { data } = await desk.ask(deskBook, { body: wish as never });
  const waits = (day: string) =>
    visitor.ask(joinWaitlist, { body: { doctor_id: amina, from: day, to: day, patient_id } });
  await waits(taken.slice(0, 10));
  await desk.ask(cancelAppointment, { params: { id: data.id }, body: {} });
  await until('an offer', async () => (await states(visitor)).includes('offered'));
  await waits(later.slice(0, 10));
}

async function states(visitor: Client): Promise<string[]> {
  return (await visitor.ask(readWaitlist)).data.map(({ status }) => status);
}

async function rowsOf(account: number) {
  const { rows } = await application.owner.query<{ waits: number; holds: number; feeds: number }>(
    `select (select count(*)::integer from waitlist_entry where account_id = $1 and status in ('waiting', 'offered')) as waits,
      (select count(*)::integer from appointment where account_id = $1 and status = 'held') as holds,
      (select count(*)::integer from caller_link where account_id = $1) as feeds`,
    [account],
  );
  return rows[0];
}

async function listens(caller: Client, channel: string): Promise<Raw> {
  const raw = outsiders.raw();
  const socket_id = await raw.id();
  const signed = await caller.ask(authorizeChannel, { body: { socket_id, channel_name: channel } });
  raw.say('pusher:subscribe', { channel, ...signed });
  await raw.hears('pusher_internal:subscription_succeeded', channel);
  return raw;
}

const endsFor = (raw: Raw, channel: string) => raw.hears('pusher:subscription_error', channel);
const statusOf = (account: number) => channelName(personStatus, account);

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const patience = performance.now() + 20_000;
  while (!(await isSo())) assert(performance.now() < patience, `waited in vain: ${what}`);
}

/** A second is the law; a machine under load is given more. */
async function soon(begun: number): Promise<void> {
  assert(performance.now() - begun < 10_000, `${performance.now() - begun} ms`);
}

const nothing = { waits: 0, holds: 0, feeds: 0 };

describe('a password that was reset', () => {
  test('ends sockets, feeds, waits, offers and holds, and tells by letter', async () => {
    const one = await parent();
    const { visitor, email, account } = one;
    await underWay(one, one.child);
    const feed = (await visitor.ask(makeFeed)).data.url ?? '';
    assert.equal((await fetch(feed)).status, 200);
    const own = `private-user.${account}.notifications`;
    const raw = await listens(visitor, own);
    assert.deepEqual(await rowsOf(account), { waits: 2, holds: 2, feeds: 1 });

    await application.nobody.ask(forgotten, { body: { email } });
    const token = linkToken(await application.letterTo(email, 2)); // after the offer
    const owner = application.visitor();
    await owner.ask(useLink, { body: { token, password: `${goodPassword} again` } });
    const begun = performance.now();
    await endsFor(raw, own);
    assert.equal((await fetch(feed)).status, 404);
    assert.deepEqual(await rowsOf(account), nothing);
    assert.deepEqual(await states(owner), ['left', 'left']);
    await soon(begun);
    assert.match((await application.letterTo(email, 3)).subject, /^Your password at .* has been changed$/);
  });

  test('changed by oneself ends the feed, and lets go on what one has under way', async () => {
    const one = await parent(await newcomer(application));
    await underWay(one, one.child);
    const feed = (await one.visitor.ask(makeFeed)).data.url ?? '';
    const body = { current: goodPassword, password: `${goodPassword} again` };
    await one.visitor.ask(changePassword, { body });
    assert.equal((await fetch(feed)).status, 404);
    assert.deepEqual(await rowsOf(one.account), { waits: 2, holds: 2, feeds: 0 });
    await application.letterTo(one.email, 3);
  });
});

describe('whoever leaves', () => {
  test('a family ends what they waited for and held for that person, and nothing else', async () => {
    const one = await parent();
    await underWay(one, one.child);
    await one.visitor.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: slot(), patient_id: one.self } });
    const begun = performance.now();
    await one.visitor.ask(leaveFamilyMember, { params: { id: one.child } });
    await until('the end', async () => (await rowsOf(one.account))?.holds === 1);
    assert.deepEqual(await rowsOf(one.account), { waits: 0, holds: 1, feeds: 0 });
    await soon(begun);
  });

  test('a family hears no more how its doctor stands, nor the doctor them', async () => {
    const one = await parent();
    const wish = { doctor_id: amina, scheduled_at: slot(), consult_mode: 'in_person', patient_id: one.child } as const;
    await one.visitor.ask(book, { body: wish });
    const theirs = await listens(one.visitor, statusOf(aminasAccount));
    const doctors = await listens(application.as('doctor'), statusOf(one.account));
    const own = await listens(one.visitor, statusOf(one.account));
    await one.visitor.ask(leaveFamilyMember, { params: { id: one.child } });
    await endsFor(theirs, statusOf(aminasAccount));
    await endsFor(doctors, statusOf(one.account));
    await own.settled();
    assert(!own.heard.some(({ event }) => event === 'pusher:subscription_error'), 'one’s own goes on');
  });

  test('whose account is retired, or gets another role, ends all of it', async () => {
    for (const leave of [
      (id: number) => admin.ask(retireAccount, { params: { id } }),
      async (id: number) => {
        const { version } = (await admin.ask(readAccount, { params: { id } })).data;
        await admin.ask(changeAccount, { params: { id }, body: { version, role: 'receptionist' } });
      },
    ]) {
      const one = await parent();
      await underWay(one, one.child);
      await one.visitor.ask(makeFeed);
      await leave(one.account);
      assert.deepEqual(await rowsOf(one.account), nothing);
    }
  });

  test('as a person whose record the desk retires is waited for no more, and joined by no code', async () => {
    const one = await parent();
    await underWay(one, one.child);
    await application.owner.query(`insert into join_code values ($1, sha256('x'::bytea), now() + interval '1 day')`, [
      one.child,
    ]);
    await desk.ask(retirePatient, { params: { id: one.child } });
    await until('the end', async () => (await rowsOf(one.account))?.holds === 0);
    assert.deepEqual(await rowsOf(one.account), nothing);
    const { rows } = await application.owner.query('select from join_code where patient_id = $1', [one.child]);
    assert.equal(rows.length, 0);
  });

  test('in the moment in which they take a time leaves nothing held and nothing waited for', async () => {
    for (let round = 0; round < 6; round++) {
      const one = await parent();
      const start = slot();
      const day = start.slice(0, 10);
      const aim = { doctor_id: amina, patient_id: one.child };
      const told = await Promise.all([
        one.visitor.call(holdSlot, { body: { ...aim, scheduled_at: start } }),
        one.visitor.call(leaveFamilyMember, { params: { id: one.child } }),
        one.visitor.call(joinWaitlist, { body: { ...aim, from: day, to: day } }),
      ]);
      for (const { status } of told) assert([200, 201, 404].includes(status), `${status}`);
      await until('nothing', async () => JSON.stringify(await rowsOf(one.account)) === JSON.stringify(nothing));
    }
  });
});

test('with the last appointment goes the tie, and with another it stays', async () => {
  const { visitor, account, self } = await parent();
  const booked = async () => {
    const wish = { doctor_id: amina, scheduled_at: slot(), consult_mode: 'in_person', patient_id: self } as const;
    return (await visitor.ask(book, { body: wish })).data.id;
  };
  const [first, second] = [await booked(), await booked()];
  const theirs = await listens(visitor, statusOf(aminasAccount));
  const doctors = await listens(application.as('doctor'), statusOf(account));
  await visitor.ask(cancelAppointment, { params: { id: first }, body: {} });
  const notice = await listens(visitor, `private-user.${account}.appointments`);
  await visitor.ask(cancelAppointment, { params: { id: second }, body: {} });
  await notice.hears('appointment-updated', `private-user.${account}.appointments`);
  await endsFor(theirs, statusOf(aminasAccount));
  await endsFor(doctors, statusOf(account));
});

test('with an appointment that is moved to another doctor goes the tie with the first', async () => {
  const { visitor, account, self } = await parent();
  const wish = { doctor_id: amina, scheduled_at: slot(), consult_mode: 'in_person', patient_id: self } as const;
  const { id } = (await visitor.ask(book, { body: wish })).data;
  const theirs = await listens(visitor, statusOf(aminasAccount));
  const doctors = await listens(application.as('doctor'), statusOf(account));
  const own = await listens(visitor, statusOf(account));
  const [another = 0] = await tirelessDoctors(application.owner, 1, 30);
  const [scheduled_at = ''] = await freeStarts(application.nobody, another);
  await application.owner.query('update appointment set doctor_id = $1 where id = $2', [another, id]);
  await visitor.ask(rescheduleAppointment, { params: { id }, body: { scheduled_at } });
  await endsFor(theirs, statusOf(aminasAccount));
  await endsFor(doctors, statusOf(account));
  await own.settled();
  assert(!own.heard.some(({ event }) => event === 'pusher:subscription_error'), 'one’s own goes on');
});

describe('a doctor', () => {
  test('who loses the approval goes on hearing themselves, and hears nothing of the staff’s', async () => {
    const doctor = application.as('karim.benali@salle.test');
    const { user, doctor_id } = (await doctor.ask(readMe)).data;
    const mine = [`private-doctor.${doctor_id}`, `private-user.${user.id}.notifications`, statusOf(user.id)];
    const staffs = ['private-appointments', `private-doctor-schedule.${doctor_id}`];
    const own = await Promise.all(mine.map((channel) => listens(doctor, channel)));
    const others = await Promise.all(staffs.map((channel) => listens(doctor, channel)));
    const params = { id: doctor_id ?? 0 };
    await admin.ask(disapproveDoctor, { params });
    for (const [place, raw] of others.entries()) await endsFor(raw, staffs[place] as string);
    await doctor.ask(readMe);
    for (const raw of own) {
      await raw.settled();
      assert(!raw.heard.some(({ event }) => event === 'pusher:subscription_error'));
    }
    for (const channel of mine) await listens(doctor, channel);
    await admin.ask(approveDoctor, { params });
    await listens(doctor, staffs[0] as string);
  });

  test('retired by their account is told of as one retired by their record, and waited for no more', async () => {
    const emily = await doctorId(application, 'emily.chen@salle.test');
    await application.owner.query(
      `update appointment set status = 'completed' where doctor_id = $1 and status in ('pending', 'confirmed')`,
      [emily],
    );
    const one = await parent();
    const [start = ''] = await freeStarts(application.nobody, emily);
    const day = start.slice(0, 10);
    await one.visitor.ask(joinWaitlist, { body: { doctor_id: emily, from: day, to: day, patient_id: one.child } });
    await one.visitor.ask(holdSlot, { body: { doctor_id: emily, scheduled_at: start, patient_id: one.child } });
    const id = await outsiders.accountOf('emily.chen@salle.test');
    const watching = outsiders.raw();
    await watching.id();
    const channel = `doctor-schedule.${emily}`;
    watching.say('pusher:subscribe', { channel });
    await watching.hears('pusher_internal:subscription_succeeded', channel);
    await admin.ask(retireAccount, { params: { id } });
    await watching.hears('schedule.updated', channel);
    await until('the end', async () => (await rowsOf(one.account))?.holds === 0);
    assert.deepEqual(await rowsOf(one.account), nothing);
    await admin.ask(restoreDoctor, { params: { id: emily } });
  });
});
