import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { channelName } from '#contract/channel.ts';
import { addDoctor, changeDoctor, disapproveDoctor, retireDoctor } from '#contract/clinic.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import {
  changeSchedule,
  type DayHours,
  listOverrides,
  readSchedule,
  removeOverrides,
  type Schedule,
  setOverrides,
  type WeeklyHours,
} from '#contract/schedule.ts';
import { bootApplication } from '#test/application.ts';
import { openTestBase } from '#test/base.ts';
import { toldBy } from '#test/told.ts';
import { requireSoundDay } from './hours.ts';
import { scheduleAudience } from './schedule.live.ts';
import { checkStart, dayNumber, instantOf, minuteOf, openSchedule, slotsOn } from './schedule.ts';
import { everyDay, seeded } from './wall-clock-rig.ts';

const application = await bootApplication({ demo: true });
const { owner } = application;
const now = Temporal.Instant.from('2031-03-03T08:00:00Z'); // a Monday, nine o'clock in Algiers
const base = await openTestBase(application, () => now);
const room = openSchedule(base);
after(async () => {
  await base.close();
  await application.close();
});
const admin = application.as('admin');

let doctors = 0;
/** A doctor whom no other test knows. */
async function newDoctor(): Promise<number> {
  const body = { name: 'Dr New', email: `schedule-${++doctors}@example.org`, specialization_id: 1 };
  return (await admin.ask(addDoctor, { body })).data.id;
}

const nine: DayHours = { enabled: true, start: '09:00', end: '17:00' };
const off: DayHours = { enabled: false };
const fields = (schedule: Partial<Schedule> = {}) => ({
  version: 1,
  availability_schedule: everyDay(nine),
  slot_minutes: 30,
  pause_minutes: 0,
  notice_minutes: 60,
  horizon_days: 90,
  confirms_by_hand: false,
  ...schedule,
});

/** What is heard of a doctor's schedule. */
async function toldOf(doctorId: number) {
  const channel = channelName(doctorSchedule, doctorId);
  const told = await toldBy(owner, scheduleAudience, 'schedule.changed');
  return told.filter((heard) => heard.some((delivery) => delivery.channel === channel));
}

describe('a schedule', () => {
  test('is there with its doctor, all days off, and changes as a whole', async () => {
    const id = await newDoctor();
    const { data } = await admin.ask(readSchedule, { params: { id } });
    const usual = fields({ availability_schedule: everyDay(off) });
    assert.deepEqual(data, { doctor_id: id, timezone: 'Africa/Algiers', ...usual });
    const week: WeeklyHours = {
      ...everyDay(nine),
      friday: off,
      sunday: { enabled: true, start: '20:00', end: '02:00' },
    };
    const body = fields({ availability_schedule: week, slot_minutes: 20, pause_minutes: 5, confirms_by_hand: true });
    const changed = await admin.ask(changeSchedule, { params: { id }, body });
    assert.deepEqual(changed.data, { doctor_id: id, timezone: 'Africa/Algiers', ...body, version: 2 });
    assert.deepEqual((await admin.ask(readSchedule, { params: { id } })).data, changed.data);
  });

  test('that changes is heard on the doctor’s public channel, and says nothing of what it was', async () => {
    const id = await newDoctor();
    const range = { from: '2031-04-01', to: '2031-04-02' };
    await admin.ask(changeSchedule, { params: { id }, body: fields() });
    await admin.ask(setOverrides, { params: { id }, body: { ...range, ...off, note: 'secret' } });
    await admin.ask(removeOverrides, { params: { id }, query: range });
    const update = { channel: `doctor-schedule.${id}`, event: 'schedule.updated', data: {} };
    assert.deepEqual(await toldOf(id), [[update], [update], [update]]);
  });

  test('changed by two at once is changed by one', async () => {
    const id = await newDoctor();
    const writers = Array.from({ length: 8 }, (_, index) =>
      admin.call(changeSchedule, { params: { id }, body: fields({ slot_minutes: 10 + index }) }),
    );
    const answers = await Promise.all(writers);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(7).fill(409)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    const { data } = await admin.ask(readSchedule, { params: { id } });
    assert.deepEqual([data.slot_minutes, data.version], [10 + winner, 2]);
    assert.equal((await toldOf(id)).length, 1);
  });

  test('is a doctor’s own to keep', async () => {
    const doctor = application.as('doctor');
    const { rows } = await owner.query<{ id: number }>(`select id from doctor where name = 'Amina Haddad'`);
    const params = { id: rows[0]?.id ?? 0 };
    const { data } = await doctor.ask(readSchedule, { params });
    const { doctor_id, timezone, ...own } = data;
    const changed = await doctor.ask(changeSchedule, { params, body: { ...own, notice_minutes: 90 } });
    assert.equal(changed.data.notice_minutes, 90);
    const strange = { params: { id: await newDoctor() } };
    assert.equal(await doctor.refused(changeSchedule, { ...strange, body: fields() }), '404 not_found');
    const body = { from: '2031-04-01', to: '2031-04-01', ...off };
    assert.equal(await doctor.refused(setOverrides, { ...strange, body }), '404 not_found');
    const query = { from: '2031-04-01', to: '2031-04-01' };
    assert.equal(await doctor.refused(removeOverrides, { ...strange, query }), '404 not_found');
  });

  test('that cannot be is refused at the fields where it cannot', async () => {
    const id = await newDoctor();
    const week: WeeklyHours = {
      ...everyDay(nine),
      monday: { enabled: true, start: '09:00' },
      tuesday: { enabled: true },
      wednesday: { ...nine, breaks: [{ start: '08:00', end: '10:00' }] },
      thursday: {
        ...nine,
        breaks: [
          { start: '12:00', end: '13:00' },
          { start: '12:30', end: '14:00' },
        ],
      },
    };
    const { status, body } = await admin.call(changeSchedule, {
      params: { id },
      body: fields({ availability_schedule: week }),
    });
    assert.equal(status, 400);
    assert.deepEqual('errors' in body && body.errors?.map(({ field, rule }) => `${field} ${rule}`), [
      'availability_schedule.monday.end required',
      'availability_schedule.tuesday.start required',
      'availability_schedule.tuesday.end required',
      'availability_schedule.wednesday.breaks.0 outside',
      'availability_schedule.thursday.breaks.1 order',
    ]);
  });
});

describe('hours', () => {
  const clock = (random: (below: number) => number) =>
    ['00:00', '06:00', '09:00', '12:00', '12:30', '13:00', '17:00', '22:00', '23:30'][random(9)] ?? '';

  function randomHours(random: (below: number) => number): DayHours {
    const breaks = Array.from({ length: random(4) }, () => ({ start: clock(random), end: clock(random) }));
    return {
      enabled: random(4) > 0,
      ...(random(8) ? { start: clock(random) } : {}),
      ...(random(8) ? { end: clock(random) } : {}),
      ...(random(3) ? { breaks } : {}),
    };
  }

  test('are judged alike by the program and by the database', async () => {
    const random = seeded(11);
    const all = Array.from({ length: 3000 }, () => randomHours(random));
    const { rows } = await owner.query<{ sound: boolean }>(
      'select are_hours(each.value) as sound from jsonb_array_elements($1::jsonb) with ordinality as each order by ordinality',
      [JSON.stringify(all)],
    );
    const counts = { sound: 0, unsound: 0 };
    for (const [index, hours] of all.entries()) {
      const sound = isSound(hours);
      counts[sound ? 'sound' : 'unsound'] += 1;
      assert.equal(sound, rows[index]?.sound, JSON.stringify(hours));
    }
    assert(counts.sound > 300 && counts.unsound > 300, JSON.stringify(counts));
  });

  function isSound(hours: DayHours): boolean {
    try {
      requireSoundDay(hours);
      return true;
    } catch {
      return false;
    }
  }

  test('of any other shape do not get into the database', async () => {
    const wrong = [
      'null',
      '[]',
      '1',
      '{}',
      '{"enabled": 1}',
      '{"enabled": null}',
      '{"enabled": false, "until": "12:00"}',
      '{"enabled": true, "start": "9:00", "end": "17:00"}',
      '{"enabled": true, "start": "09:00", "end": "24:00"}',
      '{"enabled": true, "start": "09:00", "end": "17:00", "breaks": {}}',
      '{"enabled": true, "start": "09:00", "end": "17:00", "breaks": [{"start": "10:00"}]}',
      '{"enabled": true, "start": "09:00", "end": "17:00", "breaks": ["10:00"]}',
      '{"enabled": true, "start": null, "end": "17:00"}',
    ];
    const { rows } = await owner.query<{ sound: boolean }>(
      'select are_hours(hours::jsonb) as sound from unnest($1::text[]) as hours',
      [wrong],
    );
    assert.deepEqual(
      rows.map(({ sound }) => sound),
      wrong.map(() => false),
    );
    const week = `update doctor_schedule set availability_schedule = availability_schedule`;
    for (const change of [`- 'monday'`, `|| '{"noday": {"enabled": false}}'`, `|| '{"monday": {"enabled": true}}'`]) {
      await assert.rejects(owner.query(`${week} ${change}`), { code: '23514' }, change);
    }
  });
});

describe('dates that differ', () => {
  const body = { from: '2031-03-05', to: '2031-03-07', ...off, note: ' Congress ' };

  test('are set for a whole stretch, replaced, and given back', async () => {
    const id = await newDoctor();
    const { data } = await admin.ask(setOverrides, { params: { id }, body });
    const days = ['2031-03-05', '2031-03-06', '2031-03-07'];
    assert.deepEqual(
      data,
      days.map((day) => ({ day, enabled: false, note: 'Congress' })),
    );
    const shorter = { enabled: true, start: '10:00', end: '12:00' };
    await admin.ask(setOverrides, { params: { id }, body: { from: '2031-03-06', to: '2031-03-06', ...shorter } });
    await admin.ask(removeOverrides, { params: { id }, query: { from: '2031-03-07', to: '2031-12-31' } });
    const listed = await admin.ask(listOverrides, { params: { id }, query: { from: '2031-01-01', to: '2031-12-31' } });
    assert.deepEqual(listed.data, [
      { day: '2031-03-05', enabled: false, note: 'Congress' },
      { day: '2031-03-06', ...shorter, note: '' },
    ]);
    assert.equal((await admin.ask(readSchedule, { params: { id } })).data.version, 4);
  });

  test('are at most a year at once, and end after they begin', async () => {
    const id = await newDoctor();
    const stretches: [string, string, string | undefined][] = [
      ['2031-03-05', '2031-03-04', 'to minimum'],
      ['2031-01-01', '2032-01-02', 'to maximum'],
      ['2031-01-01', '2032-01-01', undefined],
    ];
    for (const [from, to, expected] of stretches) {
      const answers = [
        await admin.call(setOverrides, { params: { id }, body: { ...body, from, to } }),
        await admin.call(listOverrides, { params: { id }, query: { from, to } }),
        await admin.call(removeOverrides, { params: { id }, query: { from, to } }),
      ];
      for (const { body: told } of answers) {
        const [first] = 'errors' in told ? (told.errors ?? []) : [];
        assert.equal(first && `${first.field} ${first.rule}`, expected, `${from}–${to}`);
      }
    }
  });

  test('set by several at once leave one whole', async () => {
    const id = await newDoctor();
    const range = { from: '2031-03-01', to: '2031-04-30' };
    const hours = Array.from({ length: 6 }, (_, index) => ({ enabled: true, start: `0${index}:00`, end: '12:00' }));
    await Promise.all(hours.map((each) => admin.ask(setOverrides, { params: { id }, body: { ...range, ...each } })));
    const { data } = await admin.ask(listOverrides, { params: { id }, query: range });
    assert.equal(data.length, 61);
    assert.equal(new Set(data.map(({ start }) => start)).size, 1);
    assert.equal((await admin.ask(readSchedule, { params: { id } })).data.version, 7);
  });

  test('with hours that cannot be are refused at their fields', async () => {
    const id = await newDoctor();
    const { body: told } = await admin.call(setOverrides, {
      params: { id },
      body: { ...body, enabled: true, end: '12:00' },
    });
    assert.deepEqual('errors' in told && told.errors?.map(({ field }) => field), ['start']);
  });
});

describe('a doctor’s terms', () => {
  const termsOf = async (id: number) => (await room.termsOf([id]))[0];

  test('are all that slots are made of, for nobody in particular, without notes', async () => {
    const id = await newDoctor();
    const week = { ...everyDay(nine), sunday: off };
    await admin.ask(changeSchedule, {
      params: { id },
      body: fields({ availability_schedule: week, horizon_days: 10 }),
    });
    const dates: [string, DayHours][] = [
      ['2031-02-20', off],
      ['2031-03-02', { enabled: true, start: '22:00', end: '04:00' }],
      ['2031-03-04', off],
      ['2031-03-30', off],
    ];
    for (const [day, hours] of dates)
      await admin.ask(setOverrides, { params: { id }, body: { from: day, to: day, ...hours, note: 'canary' } });
    const terms = await termsOf(id);
    assert(terms);
    assert.deepEqual(terms.overrides, [
      { day: '2031-03-02', enabled: true, start: '22:00', end: '04:00' },
      { day: '2031-03-04', enabled: false },
      { day: '2031-03-30', enabled: false },
    ]);
    assert(!JSON.stringify(terms).includes('canary'));
    const {
      name,
      specialization,
      is_approved,
      is_available,
      modes,
      timezone,
      schedule_version,
      availability_schedule,
    } = terms;
    assert.deepEqual(
      { name, specialization, is_approved, is_available, modes, timezone, schedule_version, availability_schedule },
      {
        name: 'Dr New',
        specialization: { id: 1, name: 'Cardiology' },
        is_approved: true,
        is_available: true,
        modes: [],
        timezone: 'Africa/Algiers',
        schedule_version: 6,
        availability_schedule: week,
      },
    );
    const today = dayNumber('2031-03-03');
    const slots = slotsOn(terms, today, [], minuteOf(now));
    assert.deepEqual(slots.map(({ start, status }) => `${instantOf(start).slice(11, 16)} ${status}`).slice(0, 4), [
      '08:00 past',
      '08:30 past',
      '09:00 free',
      '09:30 free',
    ]);
    const at = (time: string) => minuteOf(Temporal.Instant.from(time));
    assert.equal(checkStart(terms, at('2031-03-04T10:00:00+01:00'), 30, minuteOf(now)), 'day_unavailable');
    assert.equal(checkStart(terms, at('2031-03-05T10:00:00+01:00'), 30, minuteOf(now)), undefined);
  });

  test('follow the doctor: modes, the switch, approval; a retired one has none', async () => {
    const id = await newDoctor();
    const first = await termsOf(id);
    const prices = [
      { mode: 'video' as const, cents: 1 },
      { mode: 'chat' as const, cents: 1 },
    ];
    await admin.ask(changeDoctor, {
      params: { id },
      body: { version: first?.doctor_version ?? 0, prices, is_available: false },
    });
    await admin.ask(disapproveDoctor, { params: { id } });
    const terms = await termsOf(id);
    assert.deepEqual([terms?.modes, terms?.is_available, terms?.is_approved], [['chat', 'video'], false, false]);
    assert((terms?.doctor_version ?? 0) > (first?.doctor_version ?? 0));
    await admin.ask(retireDoctor, { params: { id } });
    assert.equal(await termsOf(id), undefined);
    assert.equal(await termsOf(2_000_000_000), undefined);
  });

  test('of several come in the order asked, in one look', async () => {
    const ids = [await newDoctor(), await newDoctor(), await newDoctor()];
    await admin.ask(retireDoctor, { params: { id: ids[1] ?? 0 } });
    const terms = await room.termsOf(ids.toReversed());
    assert.deepEqual(
      terms.map(({ doctor_id }) => doctor_id),
      [ids[2], ids[0]],
    );
    assert.deepEqual(await room.termsOf([]), []);
  });
});

describe('the demo', () => {
  test('has the three known doctors from nine to five, Monday to Friday, and more variety beside them', async () => {
    const { rows } = await owner.query<{ name: string; id: number }>(
      'select id, name from doctor where id <= 13 order by id',
    );
    const terms = await room.termsOf(rows.map(({ id }) => id));
    for (const { availability_schedule, slot_minutes, overrides } of terms.slice(0, 3)) {
      assert.deepEqual(availability_schedule, { ...everyDay(nine), saturday: off, sunday: off });
      assert.deepEqual([slot_minutes, overrides], [30, []]);
    }
    assert(new Set(terms.map(({ slot_minutes }) => slot_minutes)).size >= 3);
    assert(terms.some(({ confirms_by_hand }) => confirms_by_hand));
    assert(terms.some(({ availability_schedule }) => availability_schedule.saturday.enabled));
    const leave = await owner.query(
      `select d.name from schedule_override o join doctor d on d.id = o.doctor_id
       where o.day between current_date + 1 and current_date + 14 and not (o.hours->'enabled')::boolean`,
    );
    assert.deepEqual(leave.rows, [{ name: 'Thomas Lefèvre' }]);
  });
});
