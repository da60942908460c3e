import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import * as appointments from '#contract/appointments.ts';
import { book } from '#contract/booking.ts';
import { changeProfile, listMail } from '#contract/identity.ts';
import { readInvitation } from '#contract/invitation.ts';
import type { KeptLetter } from '#server/platform/mail.ts';
import { bootApplication, emailOf, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { doctorId, family, freeStarts } from '../booking-rig.ts';
import { isoOf, readCalendarText } from '../invitation/icalendar-rig.ts';

let later = Temporal.Duration.from({ minutes: 0 });
let application: TestApplication;
let yasmine: Client;
let doctor: Client;
let amina: number;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true, now: () => Temporal.Now.instant().add(later) });
  yasmine = application.as('patient');
  doctor = application.as('doctor');
  amina = await doctorId(application);
  free = await freeStarts(application.nobody, amina);
});
after(() => application.close());

const canary = 'Melanoma-canary';

async function booked(more: object = {}) {
  const body = { doctor_id: amina, scheduled_at: free.shift() as string, consult_mode: 'in_person' as const, ...more };
  return (await yasmine.ask(book, { body: { ...body, medical: { complaint: canary } } })).data;
}

/** Letters to an address about an appointment, the first ones first; waits for so many. */
async function lettersTo(email: string, reference: string, count: number): Promise<KeptLetter[]> {
  const patience = performance.now() + 60_000;
  for (;;) {
    const letters = (await application.mail()).filter(({ to, text }) => to === email && text.includes(reference));
    if (letters.length >= count) return letters.toReversed();
    assert(performance.now() < patience, `waited in vain for letter ${count} to ${email}`);
    await tick(20);
  }
}
/** Four minutes on: what was moved has settled, and the letters that waited for it are due. */
async function settled(): Promise<void> {
  await until('a letter that waits', async () => (await waiting()) > 0);
  later = later.add({ minutes: 4 });
  await application.owner.query(`update pgboss.job set start_after = now() where name = 'booking.letter'`);
  await until('no more', async () => (await waiting()) === 0);
}
async function waiting(): Promise<number> {
  const { rowCount } = await application.owner.query(
    `select from pgboss.job where name = 'booking.letter' and state < 'completed' and start_after > created_on`,
  );
  return rowCount ?? 0;
}
/** All that has happened was heard of, and the letters that were due are sent. */
async function quiet(): Promise<void> {
  await until('no letters under way', async () => {
    const { rows } = await application.owner.query<{ busy: boolean }>(
      `select exists (select from pgboss.job where name = 'booking.letter' and state < 'completed' and start_after <= created_on)
         or exists (select from event where position is null)
         or exists (select from follower f where f.name = 'booking.letters' and f.position < (select max(position) from event)) as busy`,
    );
    return rows[0]?.busy === false;
  });
}
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const patience = performance.now() + 60_000;
  while (!(await isSo())) {
    assert(performance.now() < patience, `waited in vain: ${what}`);
    await tick(20);
  }
}
const toPatient = (reference: string, count: number) => lettersTo(emailOf('patient'), reference, count);
const toDoctor = (reference: string, count: number) => lettersTo(emailOf('doctor'), reference, count);

function eventIn(letter: KeptLetter | undefined) {
  assert(letter?.invitation, 'the letter brings an invitation');
  const { method, events } = readCalendarText(letter.invitation);
  assert.equal(events.length, 1);
  return { method, event: events[0] as (typeof events)[number] };
}

describe('letters', () => {
  test('tell patient and doctor of a booking, with an invitation and no clinical word', async () => {
    const made = await booked();
    const [letter] = await toPatient(made.reference, 1);
    const [other] = await toDoctor(made.reference, 1);
    assert.match(letter?.subject ?? '', /^Your appointment is booked – /);
    assert.match(letter?.text ?? '', /Amina Haddad/);
    assert.match(other?.text ?? '', /An appointment has been booked with you/);

    const { method, event } = eventIn(letter);
    assert.equal(method, 'REQUEST');
    assert.equal(event.get('SUMMARY'), 'Appointment with Dr Amina Haddad');
    assert.equal(isoOf(event.get('DTSTART')), made.scheduled_at);
    assert.equal(isoOf(event.get('DTEND')), made.ends_at);
    assert.equal(event.get('SEQUENCE'), '0');
    assert.equal(event.get('STATUS'), 'CONFIRMED');
    assert.equal(event.get('ATTENDEE'), `mailto:${emailOf('patient')}`);
    assert.match(event.get('ORGANIZER'), /^mailto:/);
    const clinic = (await application.owner.query<{ name: string }>('select name from clinic')).rows[0]?.name;
    assert.equal(event.get('LOCATION'), clinic);
    assert.match(eventIn(other).event.get('SUMMARY'), new RegExp(`^Appointment ${made.reference}: `));

    const all = JSON.stringify([await application.mail(), application.logs]);
    for (const word of [canary, 'ardiolog']) assert(!all.includes(word), `${word} stands in no letter and no log`);
  });

  test('follow it: moved, then cancelled, under one UID with a rising SEQUENCE', async () => {
    const made = await booked();
    await toPatient(made.reference, 1);
    const to = free.shift() as string;
    const at = { params: { id: made.id } };
    await toDoctor(made.reference, 1);
    await yasmine.ask(appointments.rescheduleAppointment, { ...at, body: { scheduled_at: to } });
    await settled();
    await toDoctor(made.reference, 2);
    await doctor.ask(appointments.cancelAppointment, { ...at, body: { reason: canary } });

    for (const letters of [await toPatient(made.reference, 3), await toDoctor(made.reference, 3)]) {
      const [first, moved, cancelled] = letters.map(eventIn);
      assert(first && moved && cancelled);
      assert.deepEqual([first.method, moved.method, cancelled.method], ['REQUEST', 'REQUEST', 'CANCEL']);
      assert.equal(new Set([first, moved, cancelled].map(({ event }) => event.get('UID'))).size, 1);
      assert.deepEqual(
        [first, moved, cancelled].map(({ event }) => event.get('SEQUENCE')),
        ['0', '1', '2'],
      );
      assert.equal(isoOf(moved.event.get('DTSTART')), to);
      assert.equal(cancelled.event.get('STATUS'), 'CANCELLED');
      assert(!letters.some(({ text, invitation }) => `${text}${invitation}`.includes(canary)), 'no reason is told');
    }
  });

  test('of what is moved, by whomever, wait until it has settled, and tell the last of it once', async () => {
    for (const mover of [yasmine, application.as('receptionist')]) {
      const made = await booked();
      await Promise.all([toPatient(made.reference, 1), toDoctor(made.reference, 1)]);
      const to = Array.from({ length: 5 }, () => free.shift() as string);
      for (const scheduled_at of to) {
        await mover.ask(appointments.rescheduleAppointment, { params: { id: made.id }, body: { scheduled_at } });
      }
      await quiet();
      assert.equal((await toPatient(made.reference, 1)).length, 1, 'nothing yet');
      await settled();
      for (const letters of [await toPatient(made.reference, 2), await toDoctor(made.reference, 2)]) {
        assert.equal(letters.length, 2);
        assert.equal(isoOf(eventIn(letters[1]).event.get('DTSTART')), to.at(-1));
      }
    }
  });

  test('tell nothing of what was moved and moved back, and what else comes of it at once', async () => {
    const [back, gone] = [await booked(), await booked()];
    for (const { reference } of [back, gone]) {
      await Promise.all([toPatient(reference, 1), toDoctor(reference, 1)]);
    }
    const move = (id: number, scheduled_at: string) =>
      yasmine.ask(appointments.rescheduleAppointment, { params: { id }, body: { scheduled_at } });
    await move(back.id, free.shift() as string);
    await move(back.id, back.scheduled_at);
    await move(gone.id, free.shift() as string);
    await yasmine.ask(appointments.cancelAppointment, { params: { id: gone.id }, body: {} });
    const [, cancelled] = await toDoctor(gone.reference, 2);
    assert.equal(eventIn(cancelled).method, 'CANCEL');
    later = later.add({ minutes: 4 });
    await quiet();
    await application.owner.query(`update pgboss.job set start_after = now() where name = 'booking.letter'`);
    await until('no more', async () => (await waiting()) === 0);
    assert.equal((await toPatient(back.reference, 1)).length, 1);
    assert.equal((await toDoctor(gone.reference, 2)).length, 2);
  });

  test('tell a request, then that it is confirmed; another, that it is rejected', async () => {
    await application.owner.query('update doctor_schedule set confirms_by_hand = true, version = version + 1');
    try {
      const [one, other] = [await booked(), await booked()];
      await toPatient(one.reference, 1);
      await toPatient(other.reference, 1);
      await doctor.ask(appointments.confirmAppointment, { params: { id: one.id }, body: {} });
      await doctor.ask(appointments.rejectAppointment, { params: { id: other.id }, body: {} });
      const [requested, confirmed] = await toPatient(one.reference, 2);
      assert.match(requested?.subject ?? '', /is requested/);
      assert.equal(eventIn(requested).event.get('STATUS'), 'TENTATIVE');
      assert.match(confirmed?.subject ?? '', /is confirmed/);
      assert.equal(eventIn(confirmed).event.get('STATUS'), 'CONFIRMED');
      const [, rejected] = await toPatient(other.reference, 2);
      assert.equal(eventIn(rejected).method, 'CANCEL');
    } finally {
      await application.owner.query('update doctor_schedule set confirms_by_hand = false, version = version + 1');
    }
  });

  test('are written in the reader’s language, and name a child', async () => {
    const [, child = 0] = await family(yasmine);
    for (const [language, title, subject] of [
      ['fr', 'Rendez-vous avec Dr Amina Haddad (', 'Votre rendez-vous est réservé'],
      ['ar', 'موعد مع د. Amina Haddad (', 'تم حجز موعدك'],
    ] as const) {
      await yasmine.ask(changeProfile, { body: { language } });
      const made = await booked({ patient_id: child });
      const [letter] = await toPatient(made.reference, 1);
      assert.equal(letter?.subject.slice(0, subject.length), subject);
      assert.equal(eventIn(letter).event.get('SUMMARY').slice(0, title.length), title);
      const [toTheDoctor] = await toDoctor(made.reference, 1);
      assert.match(toTheDoctor?.subject ?? '', /^Your appointment is booked/);
    }
    await yasmine.ask(changeProfile, { body: { language: 'en' } });
  });

  test('are shown to admins with what they put into calendars', async () => {
    const { data } = await application.as('admin').ask(listMail);
    assert(data.mail.some(({ invitation }) => invitation?.startsWith('BEGIN:VCALENDAR')));
  });
});

describe('an appointment as a file', () => {
  test('is one event, for the family, the doctor and the desk', async () => {
    const made = await booked();
    const at = { params: { id: made.id } };
    const told = await yasmine.call(readInvitation, at);
    assert.equal(told.headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.match(told.headers.get('content-disposition') ?? '', /\.ics"$/);
    const { method, events } = readCalendarText(told.body as string);
    assert.equal(method, 'PUBLISH');
    assert.equal(events[0]?.get('SUMMARY'), 'Appointment with Dr Amina Haddad');
    for (const client of [doctor, application.as('receptionist')]) {
      assert.match(
        (await client.ask(readInvitation, at)) as string,
        new RegExp(`SUMMARY:Appointment ${made.reference}`),
      );
    }
    assert.equal(await application.as('omar@salle.test').refused(readInvitation, at), '404 not_found');
    assert.equal(await application.as('karim.benali@salle.test').refused(readInvitation, at), '404 not_found');
  });
});
