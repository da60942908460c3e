import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BookingFact, ownAppointments } from '#contract/booking.events.ts';
import { book } from '#contract/booking.ts';
import { realtimeTest } from '#contract/broadcasting.events.ts';
import { doctorAvailability, ownDoctor } from '#contract/clinic.events.ts';
import { readClinic, readMe } from '#contract/clinic.ts';
import { readFeedText } from '#contract/feed.ts';
import { personStatus } from '#contract/presence.events.ts';
import { Nothing, type Route } from '#contract/route.ts';
import { doctorSchedule, type ScheduleFact } from '#contract/schedule.events.ts';
import type { Booking } from '#server/booking/booking.ts';
import type { Clinic } from '#server/clinic/clinic.ts';
import { note } from '#server/platform/audit.ts';
import { newRule } from '#server/platform/channels.ts';
import type { Transaction } from '#server/platform/database.ts';
import type { Add } from '#server/platform/door.ts';
import { type Audience, newFollower, type RoomFacts, told } from '#server/platform/facts.ts';

/**
 * Each of these is a mistake that somebody makes. They are read by the type check alone, which fails where one of them
 * compiles: what is wrong is then expected and does not come.
 */
export const mistakes = {
  followers() {
    newFollower({
      name: 'misspelt want',
      // @ts-expect-error: no fact of the contract
      wants: ['schedule.change'],
      hear: async () => {},
    });
    newFollower({
      name: 'misspelt field',
      wants: ['schedule.changed', 'slot.released'],
      // @ts-expect-error: both facts say `doctor_id`
      hear: async (_tx, heard) => void heard.map(({ data }) => data.doctor),
    });
    newFollower({
      name: 'field of another fact',
      wants: ['schedule.changed', 'slot.released'],
      // @ts-expect-error: a changed schedule has no start
      hear: async (_tx, heard) => void heard.map(({ data }) => data.starts_at),
    });
    newFollower({
      name: 'fact not asked for',
      wants: ['schedule.changed'],
      // @ts-expect-error: it never hears of that one
      hear: async (_tx, heard) => void heard.filter(({ name }) => name === 'slot.released'),
    });
  },

  async writing(facts: RoomFacts<ScheduleFact>, tx: Transaction) {
    // @ts-expect-error: a misspelt name
    await facts.write(tx, { name: 'schedule.change', doctor_id: 1, version: 1 });
    // @ts-expect-error: a fact of another room
    await facts.write(tx, { name: 'doctor.availability_changed', doctor_id: 1, is_available: true });
    // @ts-expect-error: the version is missing
    await facts.write(tx, { name: 'schedule.changed', doctor_id: 1 });
    // @ts-expect-error: a misspelt field
    await facts.write(tx, { name: 'schedule.changed', doctor: 1, version: 1 });
    // @ts-expect-error: a field that the fact does not have
    await facts.write(tx, { name: 'schedule.changed', doctor_id: 1, version: 1, by: 2 });
    // @ts-expect-error: a number, not its digits
    await facts.write(tx, { name: 'schedule.changed', doctor_id: '1', version: 1 });
    // @ts-expect-error: what a statement writes by itself is checked alike
    facts.rowsFor({ name: 'schedule.changed', doctor_id: 1 });
  },

  async auditing(tx: Transaction) {
    // @ts-expect-error: a misspelt action
    await note(tx, 'patient.change', 1, { fields: ['name'] });
    // @ts-expect-error: what was told is not repeated there
    await note(tx, 'medical.changed', 1, { complaint: 'A cough' });
    // @ts-expect-error: nor is what has been changed in a record
    await note(tx, 'patient.changed', 1, { name: 'Yasmine' });
    // @ts-expect-error: to which role?
    await note(tx, 'role.changed', 1);
    // @ts-expect-error: a detail of another action
    await note(tx, 'role.changed', 1, { from: 'pending' });
    // @ts-expect-error: a route that does not say what it shows
    const silent: Route = {
      method: 'GET',
      path: '/',
      tag: 'x',
      summary: '',
      who: 'anyone',
      data: Nothing,
      refusals: [],
    };
    return silent;
  },

  audiences() {
    const whole: Audience<ScheduleFact> = { 'schedule.changed': () => ({}) };
    // @ts-expect-error: a fact that nobody is named for
    const leftOut: Audience<ScheduleFact> = {};
    // @ts-expect-error: seven of eight
    const nearly: Audience<BookingFact> = {
      'appointment.booked': () => ({}),
      'appointment.confirmed': () => ({}),
      'appointment.rejected': () => ({}),
      'appointment.cancelled': () => ({}),
      'appointment.rescheduled': () => ({}),
      'slot.held': () => ({}),
      'slot.released': () => ({}),
    };
    // @ts-expect-error: a fact that the room does not have
    const strange: Audience<ScheduleFact> = { ...whole, 'schedule.change': () => ({}), 'schedule.gone': () => ({}) };
    const misread: Audience<ScheduleFact> = {
      // @ts-expect-error: nothing of this name is known of it
      'schedule.changed': ({ doctor }) => ({ heard: [told(doctorSchedule, doctor, 'schedule.updated', {})] }),
    };
    return [leftOut, nearly, strange, misread];
  },

  telling() {
    const slot = { starts_at: '2026-11-27T09:00:00Z', ends_at: '2026-11-27T09:30:00Z', status: 'free' } as const;
    // @ts-expect-error: a misspelt event
    told(doctorSchedule, 1, 'slot.update', slot);
    // @ts-expect-error: an event of another channel
    told(doctorAvailability, 1, 'slot.updated', slot);
    // @ts-expect-error: what another event of the channel brings
    told(doctorSchedule, 1, 'slot.updated', {});
    // @ts-expect-error: a field is missing
    told(doctorSchedule, 1, 'slot.updated', { starts_at: slot.starts_at, ends_at: slot.ends_at });
    // @ts-expect-error: a field too many, which would be a leak
    told(doctorSchedule, 1, 'slot.updated', { ...slot, status: 'free', patient_name: 'Yasmine' });
    // @ts-expect-error: no status of a slot
    told(doctorSchedule, 1, 'slot.updated', { ...slot, status: 'gone' });
    // @ts-expect-error: whose schedule?
    told(doctorSchedule, 'slot.updated', slot);
    // @ts-expect-error: there is only one of it
    told(realtimeTest, 1, 'test.sent', { message: 'hello' });
    // @ts-expect-error: nothing is told there
    told(ownDoctor, 1, 'doctor-stopped', {});
  },

  rules() {
    // @ts-expect-error: who the doctor of this number is, the clinic finds out
    newRule(ownDoctor);
    // @ts-expect-error: who has a tie, the rooms know
    newRule(personStatus);
    // @ts-expect-error: what anyone may hear needs no rule
    newRule(doctorSchedule);
    // @ts-expect-error: a channel, not its name
    newRule(ownAppointments.name);
  },

  routes(add: Add, booking: Booking, clinic: Clinic) {
    const { bookings } = booking.taking;
    // @ts-expect-error: without its look-up nobody knows for whom they book
    add(book, ({ booker, body, key }) => bookings.book(booker, body, key));
    // @ts-expect-error: the caller is no booker
    add(book, ({ caller, body, key }) => bookings.book(caller, body, key));
    // @ts-expect-error: another look-up than the handler reads
    add(book, clinic.asMe, ({ booker, body, key }) => bookings.book(booker, body, key));
    // @ts-expect-error: without its look-up nobody knows their family
    add(readMe, async ({ me }) => ({ user: me.user, doctor_id: me.doctor_id, patients: me.patients }));
    // @ts-expect-error: whoever comes to a route for anyone is looked up as usual, or not at all
    add(readClinic, clinic.asMe, () => clinic.read());
    add(readClinic, ({ caller }) => {
      // @ts-expect-error: nobody may have come, or a link
      caller.account_id.toFixed();
      return clinic.read();
    });
    add(readFeedText, async ({ caller, params }) => {
      // @ts-expect-error: it is a link that calls
      caller.account_id.toFixed();
      return `${caller.subject} ${params.token}`;
    });
    // @ts-expect-error: a link is looked up as links are
    add(readFeedText, clinic.asMe, async () => '');
  },
};

test('what the contract does not say does not compile', () => {
  assert.equal(Object.keys(mistakes).length, 7);
});
