import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { readStranded } from '#contract/appointments.ts';
import { book, readAvailability } from '#contract/booking.ts';
import { readClinic, readDoctorRecord, readMe } from '#contract/clinic.ts';
import {
  changeSchedule,
  listOverrides,
  readSchedule,
  type Schedule,
  type WeeklyHours,
  weekdays,
} from '#contract/schedule.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedSchedule, patience } from '#web/schedule/schedule-rig.ts';

const [youssef, mourad, ines, salima] = ['youssef.cherif', 'mourad.ziani', 'ines.ferhat', 'salima.kaci'].map(
  (name) => `${name}@salle.test`,
) as [string, string, string, string];
const [claire, rachid, karim] = ['claire.dumont', 'rachid.amrani', 'karim.benali'].map(
  (name) => `${name}@salle.test`,
) as [string, string, string];

describe('the hours of a doctor, as they and the office set them', { skip, concurrency: 2 }, () => {
  const clinic = openVisitedSchedule();
  const { visitHours } = clinic;

  async function idOf(email: string): Promise<number> {
    const { data } = await clinic.application.as(email).ask(readMe);
    assert(data.doctor_id);
    return data.doctor_id;
  }

  async function scheduleOf(email: string): Promise<Schedule> {
    return (await clinic.application.as(email).ask(readSchedule, { params: { id: await idOf(email) } })).data;
  }

  /** As somebody else does it, in another window. */
  async function changeElsewhere(email: string, week: Partial<WeeklyHours>): Promise<void> {
    const { doctor_id, timezone: _, ...now } = await scheduleOf(email);
    const body = { ...now, availability_schedule: { ...now.availability_schedule, ...week } };
    await clinic.application.as('admin').ask(changeSchedule, { params: { id: doctor_id }, body });
  }

  /** Waits until the server has it so: what the page sends is on its way. */
  async function comesTo<T>(read: () => Promise<T>, meant: T): Promise<void> {
    const until = performance.now() + patience;
    for (;;) {
      const now = await read();
      try {
        return assert.deepEqual(now, meant);
      } catch (error) {
        if (performance.now() > until) throw error;
      }
    }
  }
  const dayComesTo = (email: string, day: keyof WeeklyHours, meant: WeeklyHours['monday']) =>
    comesTo(async () => (await scheduleOf(email)).availability_schedule[day], meant);

  test('by fields: hours, a break, the number of slots; saved, and undone', async () => {
    const before = (await scheduleOf(salima)).availability_schedule.monday;
    await visitHours(salima, async (page) => {
      await page.getByLabel('Monday, from').fill('8h30');
      await page.getByLabel('Monday, to').fill('1230');
      await page.getByRole('button', { name: 'Add a break on Monday' }).click();
      await page.getByLabel('Monday, break 1, from').fill('9');
      await page.getByLabel('Monday, break 1, to').fill('1300');
      await save(page);
      await page.getByText('A break lies within the hours.').waitFor();
      const wrong = page.getByLabel('Monday, break 1, to');
      assert.equal(await wrong.evaluate((field) => field === document.activeElement), true);
      await wrong.fill('1000');
      await page.getByText('6 slots of 30 minutes on a Monday').waitFor();
      await save(page);
      await dayComesTo(salima, 'monday', {
        enabled: true,
        start: '08:30',
        end: '12:30',
        breaks: [{ start: '09:00', end: '10:00' }],
      });
      await page.getByRole('button', { name: 'Undo' }).click();
      await dayComesTo(salima, 'monday', before);
      await valueComesTo(page.getByLabel('Monday, from'), '09:00');
    });
  });

  test('by drawing: a new piece, its edge, the whole of it; by keyboard the same; a night runs on', async () => {
    await visitHours(mourad, async (page) => {
      const sunday = page.locator('[data-weekday=sunday]');
      await drag(page, sunday, 9, 11);
      await valueComesTo(page.getByLabel('Sunday, from'), '09:00');
      await valueComesTo(page.getByLabel('Sunday, to'), '11:00');
      await drag(page, sunday, 13, 14);
      await valueComesTo(page.getByLabel('Sunday, break 1, from'), '11:00');
      await drag(page, sunday, 13.97, 15.5);
      await valueComesTo(page.getByLabel('Sunday, to'), '15:30');
      await drag(page, sunday, 10, 9.25);
      await valueComesTo(page.getByLabel('Sunday, from'), '08:15');

      await page.getByRole('button', { name: 'Sunday, 08:15 to 10:15' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await page.getByRole('button', { name: 'Sunday, 08:30 to 10:45' }).waitFor();
      await page.keyboard.press('Delete');
      await valueComesTo(page.getByLabel('Sunday, from'), '13:00');
      await save(page);
      await dayComesTo(mourad, 'sunday', { enabled: true, start: '13:00', end: '15:30' });

      await page.getByLabel('Friday, to').fill('02:00');
      await page.getByText('Runs on into the next day').waitFor();
      await page.locator('[data-weekday=saturday]').getByText('02:00').waitFor();
    });
  });

  test('on a phone: Monday is copied to weekdays, and leaving unsaved asks once', async () => {
    await visitHours(
      ines,
      async (page) => {
        await page.getByLabel('Monday, to').fill('15:00');
        await page.getByRole('button', { name: 'Copy Monday to weekdays' }).click();
        await valueComesTo(page.getByLabel('Thursday, to'), '15:00');
        assert.equal(await page.getByLabel('Saturday, to').count(), 0);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        await page
          .getByRole('link', { name: /to the start page/ })
          .first()
          .click();
        await page.getByRole('button', { name: 'Keep editing' }).click();
        await save(page);
        const { start, breaks } = (await scheduleOf(ines)).availability_schedule.monday;
        await dayComesTo(ines, 'thursday', { enabled: true, start: start ?? '', end: '15:00', breaks: breaks ?? [] });
      },
      { width: 390, height: 844 },
    );
  });

  test('of two editors neither loses anything: what is untouched follows, what is typed stays', async () => {
    await visitHours(rachid, async (page) => {
      await changeElsewhere(rachid, { friday: { enabled: true, start: '10:00', end: '12:00' } });
      await valueComesTo(page.getByLabel('Friday, to'), '12:00');

      await page.getByLabel('Monday, to').fill('16:00');
      await changeElsewhere(rachid, { tuesday: { enabled: true, start: '07:00', end: '11:00' } });
      await save(page);
      await page.getByText('You changed different things').waitFor();
      assert.equal(await page.getByLabel('Monday, to').inputValue(), '16:00');
      assert.equal(await page.getByLabel('Tuesday, to').inputValue(), '11:00');
      await save(page);
      await dayComesTo(rachid, 'monday', { enabled: true, start: '09:00', end: '16:00' });
      await dayComesTo(rachid, 'tuesday', { enabled: true, start: '07:00', end: '11:00' });
    });
  });

  test('days that differ are chosen by keyboard, set, listed and taken back', async () => {
    await visitHours(claire, async (page) => {
      const id = await idOf(claire);
      const stop = page.locator('[role=grid] [data-day][tabindex="0"]');
      await stop.focus();
      await page.keyboard.press('PageDown');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Shift+ArrowRight');
      const chosen = page.locator('[role=gridcell][aria-selected=true] [data-day]');
      assert.equal(await chosen.count(), 3);
      const days = await chosen.evaluateAll((all) => all.map((one) => one.getAttribute('data-day') ?? ''));
      const [from = '', , to = ''] = days;
      await page.getByText('Other hours').click();
      await page
        .getByLabel(/, from$/)
        .last()
        .fill('10');
      await page.getByLabel(/, to$/).last().fill('12');
      await page.getByLabel('Note for yourself').fill('School holidays');
      await page.getByRole('button', { name: 'Apply' }).click();
      const set = async () =>
        (await clinic.application.as(claire).ask(listOverrides, { params: { id }, query: { from, to } })).data;
      const hours = { enabled: true, start: '10:00', end: '12:00', note: 'School holidays' };
      await comesTo(
        set,
        days.map((day) => ({ day, ...hours })),
      );
      const line = page.getByRole('listitem').filter({ hasText: 'School holidays' });
      await line.waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await comesTo(set, []);
      await line.waitFor({ state: 'detached' });
    });
  });

  test('what a change would strand is shown before it is made, and stands on the page after it', async () => {
    const id = await idOf(youssef);
    const scheduled_at = await someFreeStart(id);
    const body = { doctor_id: id, scheduled_at, consult_mode: 'in_person' as const };
    const { data: booked } = await clinic.application.as('patient').ask(book, { body });
    const day = weekdays[(new Date(scheduled_at).getUTCDay() + 6) % 7] ?? 'monday';
    const named = day.charAt(0).toUpperCase() + day.slice(1);
    await visitHours(youssef, async (page) => {
      const enabled = page.getByRole('switch', { name: named, exact: true });
      await enabled.click();
      await save(page);
      const dialog = page.getByRole('dialog');
      await dialog.getByText(booked.reference).waitFor();
      await dialog.getByText('They stay as they are').waitFor();
      assert.deepEqual(await axe(page), []);
      await dialog.getByRole('button', { name: 'Go back' }).click();
      assert.equal((await scheduleOf(youssef)).availability_schedule[day].enabled, true);
      await save(page);
      await dialog.getByRole('button', { name: 'Save anyway' }).click();
      await page
        .getByText(/lies? outside the hours/)
        .first()
        .waitFor();
      assert.equal((await scheduleOf(youssef)).availability_schedule[day].enabled, false);
      const { data } = await clinic.application.as(youssef).ask(readStranded, { params: { id }, body: {} });
      assert(data.some(({ reference }) => reference === booked.reference));
    });
  });

  test('the switch moves at once, is undone, and hears when it is moved elsewhere', async () => {
    const id = await idOf(karim);
    const isAvailable = async () =>
      (await clinic.application.as(karim).ask(readDoctorRecord, { params: { id } })).data.is_available;
    await visitHours(karim, (own) =>
      visitHours(
        'admin',
        async (office) => {
          const [mine, theirs] = [own, office].map((page) => page.getByRole('switch', { name: 'Takes bookings' }));
          assert(mine && theirs);
          await mine.click();
          await comesTo(isAvailable, false);
          await comesTo(() => theirs.isChecked(), false);
          await own.getByRole('button', { name: 'Undo' }).click();
          await comesTo(isAvailable, true);
          await comesTo(() => theirs.isChecked(), true);
        },
        { path: `/admin/doctors/${id}/schedule` },
      ),
    );
  });

  test('without hours there is a week to begin with, in Arabic from Saturday on and mirrored', async () => {
    const off = { enabled: false };
    await changeElsewhere(karim, Object.fromEntries(weekdays.map((day) => [day, off])));
    await visitHours(
      karim,
      async (page) => {
        const columns = page.locator('[data-weekday]');
        assert.equal(await columns.first().getAttribute('data-weekday'), 'saturday');
        const [first, last] = [await columns.first().boundingBox(), await columns.last().boundingBox()];
        assert(first && last && first.x > last.x);
        assert.deepEqual(await axe(page), []);
        await page.getByRole('button', { name: 'من الاثنين إلى الجمعة، من 9 إلى 17' }).click();
        await drag(page, page.locator('[data-weekday=saturday]'), 10, 12);
        await page.getByRole('button', { name: 'حفظ' }).click();
        await dayComesTo(karim, 'friday', { enabled: true, start: '09:00', end: '17:00' });
        await dayComesTo(karim, 'saturday', { enabled: true, start: '10:00', end: '12:00' });
      },
      { language: 'ar' },
    );
  });

  test('an admin says until when patients may cancel', async () => {
    await clinic.visit('admin', '/admin/clinic', async (page) => {
      page.setDefaultTimeout(patience);
      await page.getByLabel('Hours').fill('24');
      await page.getByLabel('Minutes').fill('30');
      await page.getByText('Until 24 hours 30 minutes before it begins.').waitFor();
      await save(page);
      await comesTo(
        async () => (await clinic.application.nobody.ask(readClinic)).data.cancel_deadline_minutes,
        24 * 60 + 30,
      );
    });
  });

  async function someFreeStart(id: number): Promise<string> {
    const from = new Date(Date.now() + 28 * 86_400_000).toISOString().slice(0, 10);
    const { data } = await clinic.application.nobody.ask(readAvailability, {
      params: { id },
      query: { from, days: 7 },
    });
    const free = data.days.flatMap(({ slots }) => slots).find(({ status }) => status === 'free');
    assert(free);
    return free.starts_at;
  }
});

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
}

async function valueComesTo(field: Locator, value: string): Promise<void> {
  const until = performance.now() + patience;
  while ((await field.inputValue()) !== value) {
    assert(performance.now() < until, `${value} never came, but ${await field.inputValue()}`);
    await field.page().waitForTimeout(50);
  }
}

/** From one hour to another in a column whose axis begins at seven and ends at eight in the evening. */
async function drag(page: Page, column: Locator, from: number, to: number): Promise<void> {
  await column.scrollIntoViewIfNeeded();
  const box = await column.boundingBox();
  assert(box);
  const x = box.x + box.width / 2;
  const y = (hour: number) => box.y + ((hour - 7) / 13) * box.height;
  await page.mouse.move(x, y(from));
  await page.mouse.down();
  await page.mouse.move(x, (y(from) + y(to)) / 2, { steps: 3 });
  await page.mouse.move(x, y(to), { steps: 3 });
  await page.mouse.up();
}
