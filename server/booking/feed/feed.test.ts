import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cancelAppointment, confirmAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book } from '#contract/booking.ts';
import { makeFeed, readFeed, readFeedText, removeFeed } from '#contract/feed.ts';
import { retireAccount } from '#contract/identity.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { newcomer } from '#test/people.ts';
import { doctorId, family, freeStarts } from '../booking-rig.ts';
import { isoOf, readCalendarText } from '../invitation/icalendar-rig.ts';
import { type CalendarEvent, calendarText } from '../invitation/invitation-text.ts';

let application: TestApplication;
let yasmine: Client;
let amina: number;
let free: string[];
let later = Temporal.Duration.from({ hours: 0 });
before(async () => {
  application = await bootApplication({ demo: true, now: () => Temporal.Now.instant().add(later) });
  yasmine = application.as('patient');
  amina = await doctorId(application);
  free = await freeStarts(application.nobody, amina);
});
after(() => application.close());

async function booked(more: object = {}, client: Client = yasmine) {
  const body = { doctor_id: amina, scheduled_at: free.shift() as string, consult_mode: 'in_person' as const, ...more };
  return (await client.ask(book, { body: { ...body, medical: { complaint: 'Feed-canary' } } })).data;
}

async function subscribed(client: Client): Promise<string> {
  const { data } = await client.ask(makeFeed);
  assert(data.url);
  return data.url;
}

async function eventsAt(url: string, reference: string) {
  const { events } = readCalendarText(await (await fetch(url)).text());
  return events.filter((event) => event.get('DESCRIPTION') === reference);
}

describe('a feed', () => {
  test('is found at an address that is told once, without signing in, and read again only when it changed', async () => {
    const made = await booked();
    assert.deepEqual((await yasmine.ask(readFeed)).data, { url: null, made_at: null });
    const url = await subscribed(yasmine);
    assert.match(url, new RegExp(`^${application.address}/calendar/[\\w-]{43}\\.ics$`));
    const { data } = await yasmine.ask(readFeed);
    assert.equal(data.url, null);
    assert(data.made_at);

    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'private, max-age=300');
    const text = await answer.text();
    assert(!text.includes('canary') && !text.includes('ardiolog'));
    const tag = answer.headers.get('etag') ?? '';
    assert.equal((await fetch(url, { headers: { 'if-none-match': tag } })).status, 304);
    const [event] = await eventsAt(url, made.reference);
    assert.equal(isoOf(event?.get('DTSTART') ?? ''), made.scheduled_at);

    const to = free.shift() as string;
    await yasmine.ask(rescheduleAppointment, { params: { id: made.id }, body: { scheduled_at: to } });
    assert.equal((await fetch(url, { headers: { 'if-none-match': tag } })).status, 200);
    const [moved] = await eventsAt(url, made.reference);
    assert.equal(isoOf(moved?.get('DTSTART') ?? ''), to);
    assert.equal(moved?.get('UID'), event?.get('UID'));
    assert.equal(moved?.get('SEQUENCE'), '1');
  });

  test('says when an appointment was revised, and the same to the letter until it is', async () => {
    const { visitor } = await newcomer(application); // who has no other appointments, of which something might happen
    const made = await booked({}, visitor);
    const url = await subscribed(visitor);
    const text = async () => (await fetch(url)).text();
    const revision = async () => {
      const [event] = await eventsAt(url, made.reference);
      assert.equal(event?.get('DTSTAMP'), event?.get('LAST-MODIFIED'));
      return { stamp: event?.get('DTSTAMP') ?? '', sequence: Number(event?.get('SEQUENCE')) };
    };
    const [first, before] = [await revision(), await text()];
    try {
      later = Temporal.Duration.from({ minutes: 3 });
      assert.equal(await text(), before);
      const body = { scheduled_at: free.shift() as string };
      await visitor.ask(rescheduleAppointment, { params: { id: made.id }, body });
      const [moved, after] = [await revision(), await text()];
      assert(moved.stamp > first.stamp && moved.sequence > first.sequence, JSON.stringify([first, moved]));
      later = Temporal.Duration.from({ minutes: 6 });
      assert.equal(await text(), after);
      await application.owner.query(`update appointment set status = 'pending' where id = $1`, [made.id]);
      await application.as('receptionist').ask(confirmAppointment, { params: { id: made.id }, body: {} });
      const confirmed = await revision();
      assert(confirmed.stamp > moved.stamp);
      later = Temporal.Duration.from({ minutes: 9 });
      await visitor.ask(cancelAppointment, { params: { id: made.id }, body: {} });
      const cancelled = await revision();
      assert(cancelled.stamp > confirmed.stamp && cancelled.sequence > confirmed.sequence);
    } finally {
      later = Temporal.Duration.from({ hours: 0 });
    }
  });

  test('has the whole family of a patient, and of a doctor nobody else’s', async () => {
    const [self, child] = await family(yasmine);
    const [own, forChild] = [await booked({ patient_id: self }), await booked({ patient_id: child })];
    const url = await subscribed(yasmine);
    assert.equal((await eventsAt(url, own.reference))[0]?.get('SUMMARY'), 'Appointment with Dr Amina Haddad');
    assert.match((await eventsAt(url, forChild.reference))[0]?.get('SUMMARY') ?? '', /Haddad \(.+\)$/);
    const aminas = await subscribed(application.as('doctor'));
    assert.match((await eventsAt(aminas, own.reference))[0]?.get('SUMMARY') ?? '', /^Appointment CONS-\w+: Yasmine/);
    const karims = await subscribed(application.as('karim.benali@salle.test'));
    assert.deepEqual(await eventsAt(karims, own.reference), []);
    const omars = await subscribed(application.as('omar@salle.test'));
    assert.deepEqual(await eventsAt(omars, own.reference), []);
  });

  test('keeps a cancelled one for a week, and a past one for thirty days', async () => {
    const [cancelled, kept] = [await booked(), await booked()];
    await yasmine.ask(cancelAppointment, { params: { id: cancelled.id }, body: {} });
    const url = await subscribed(yasmine);
    const counts = async () => [
      (await eventsAt(url, cancelled.reference)).length,
      (await eventsAt(url, kept.reference)).length,
    ];
    assert.equal((await eventsAt(url, cancelled.reference))[0]?.get('STATUS'), 'CANCELLED');
    const ahead = Temporal.Instant.from(kept.scheduled_at).since(Temporal.Now.instant());
    const inDays = (days: number) => ahead.add({ hours: 24 * days });
    try {
      later = Temporal.Duration.from({ hours: 24 * 6 });
      assert.deepEqual(await counts(), [1, 1]);
      later = Temporal.Duration.from({ hours: 24 * 8 });
      assert.deepEqual(await counts(), [0, 1]);
      later = inDays(29);
      assert.deepEqual(await counts(), [0, 1]);
      later = inDays(31);
      assert.deepEqual(await counts(), [0, 0]);
    } finally {
      later = Temporal.Duration.from({ hours: 0 });
    }
  });

  test('made under one key has one address, which no row tells', async () => {
    const { visitor } = await newcomer(application);
    const headers = { 'idempotency-key': 'one-feed' };
    const [one, other] = await Promise.all([visitor.ask(makeFeed, { headers }), visitor.ask(makeFeed, { headers })]);
    assert.deepEqual(one, other);
    const url = one.data.url ?? '';
    assert.equal((await fetch(url)).status, 200);
    const { rows } = await application.owner.query<{ answer: unknown }>('select answer from idempotency_key');
    assert(rows.length > 0 && !JSON.stringify(rows).includes(url.slice(-47, -4)));
  });

  test('dies with its address: made anew, revoked, its account closed; strangers find nothing', async () => {
    const status = async (url: string) => (await fetch(url)).status;
    const first = await subscribed(yasmine);
    const second = await subscribed(yasmine);
    assert.deepEqual([await status(first), await status(second)], [404, 200]);
    await yasmine.ask(removeFeed);
    assert.equal(await status(second), 404);
    assert.deepEqual((await yasmine.ask(readFeed)).data, { url: null, made_at: null });
    const token = 'a'.repeat(43);
    assert.equal(await application.nobody.refused(readFeedText, { params: { token } }), '404 not_found');

    const { visitor, email } = await newcomer(application);
    const url = await subscribed(visitor);
    assert.equal(await status(url), 200);
    const { rows } = await application.owner.query<{ id: number }>('select id from account where email = $1', [email]);
    await application.as('admin').ask(retireAccount, { params: { id: rows[0]?.id ?? 0 } });
    assert.equal(await status(url), 404);
    const kept = await application.owner.query('select encode(token_hash, $1) as hash from caller_link', ['base64']);
    assert(!kept.rows.some(({ hash }) => url.includes(hash)));
    assert(!JSON.stringify(application.logs).includes(url.slice(-47, -4)), 'no log has an address');
  });
});

describe('the writing of calendars', () => {
  const event: CalendarEvent = {
    uid: 'one@salle',
    sequence: 3,
    stamp: '2026-11-21T10:00:00Z',
    revised: '2026-11-21T09:00:00Z',
    status: 'CONFIRMED',
    starts: '2026-11-22T10:00:00+01:00',
    ends: '2026-11-22T10:30:00+01:00',
    summary: 'A',
    description: 'B',
    location: 'C',
  };

  test('folds by octets, between characters, and escapes whatever people are called', () => {
    const names = [
      'Clinique; de l’Étoile, rue \\ du Port\r\nBEGIN:VEVENT',
      'عيادة النور للتخصصات الطبية المتعددة في وسط المدينة القديمة بالجزائر العاصمة والضواحي',
      '👨‍👩‍👧‍👦'.repeat(30),
      'a'.repeat(300),
      'tab\tand\u0007bell',
    ];
    for (const name of names) {
      const text = calendarText([{ ...event, summary: name, location: name }], { name });
      const [read] = readCalendarText(text).events;
      assert.equal(read?.get('SUMMARY'), name.replaceAll('\r\n', '\n').replaceAll('\u0007', ''));
      assert.equal(read?.get('DTSTART'), '20261122T090000Z');
    }
  });

  test('lets no name out of its quotes', () => {
    const person = { name: 'O"Neil";ROLE=CHAIR:mailto:x@y\r\nX-EVIL:1', email: 'o@example.org' };
    const [read] = readCalendarText(calendarText([{ ...event, organizer: person, attendee: person }])).events;
    assert.equal(read?.get('ORGANIZER'), 'mailto:o@example.org');
    assert.equal(read?.find('ATTENDEE').parameters.ROLE, 'REQ-PARTICIPANT');
    assert(!read?.properties.some(({ name }) => name === 'X-EVIL'));
  });
});
