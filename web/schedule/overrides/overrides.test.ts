import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { readMe } from '#contract/clinic.ts';
import { listOverrides, setOverrides } from '#contract/schedule.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedSchedule, patience } from '#web/schedule/schedule-rig.ts';

const [amina, emily] = ['amina.haddad@salle.test', 'emily.chen@salle.test'];
const typed = 'Congress in Oran';

describe('what is typed for days that differ is not lost unasked', { skip }, () => {
  const clinic = openVisitedSchedule(/WebSocket/);
  const { visitHours } = clinic;

  test('by mouse: another day, the cross, and one from the list of those that come', async () => {
    await visitHours(amina, async (page) => {
      const [first, other, third] = await nextMonth(page);
      await first.click();
      await other.click();
      assert.equal(await isChosen(other), true, 'nothing is typed yet, and nothing is asked');
      await note(page).fill(typed);

      await third.click();
      await question(page).getByText('will be lost', { exact: false }).waitFor();
      assert.deepEqual(await axe(page), []);
      await keep(page);
      assert.deepEqual([await isChosen(other), await isChosen(third)], [true, false]);
      assert.equal(await note(page).inputValue(), typed);

      await third.click({ modifiers: ['Shift'] });
      assert.equal(await note(page).inputValue(), typed, 'more days are no other days');

      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await keep(page);
      await first.click();
      await discard(page);
      assert.equal(await isChosen(first), true);
      assert.equal(await note(page).inputValue(), '');
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await form(page).waitFor({ state: 'detached' });
    });
  });

  test('by keyboard: Escape and the arrows ask, and the focus is where one goes on', async () => {
    await visitHours(amina, async (page) => {
      const [first] = await nextMonth(page);
      await first.click();
      await note(page).fill(typed);
      await page.keyboard.press('Escape');
      await question(page).waitFor();
      await page.keyboard.press('Escape');
      await question(page).waitFor({ state: 'detached' });
      await focusComesTo(note(page));
      assert.equal(await note(page).inputValue(), typed);

      await first.focus();
      await page.keyboard.press('ArrowDown');
      await discard(page);
      const second = days(page).nth(17);
      await focusComesTo(second);
      assert.equal(await isChosen(second), true);

      await note(page).fill(typed);
      await page.keyboard.press('Escape');
      await question(page).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await form(page).waitFor({ state: 'detached' });
      await focusComesTo(second);
    });
  });

  test('leaving the page asks once, though both the week and a day are unsaved', async () => {
    await visitHours(
      amina,
      async (page) => {
        const leave = () =>
          page
            .getByRole('link', { name: /to the start page/ })
            .first()
            .click();
        const [first] = await nextMonth(page);
        await first.click();
        await note(page).fill(typed);
        await leave();
        await keep(page, 'Leave without saving?');
        assert.equal(await note(page).inputValue(), typed);

        await page.getByLabel('Monday, to').fill('15:00');
        await leave();
        await page.getByRole('button', { name: 'Leave without saving' }).click();
        await page.waitForURL((url) => url.pathname === '/');
      },
      { width: 390, height: 844 },
    );
  });

  test('applied, the form goes and the days have it; changed from the list, it begins with what they are', async () => {
    const id = await idOf(emily);
    await visitHours(emily, async (page) => {
      const [first] = await nextMonth(page);
      const day = (await first.getAttribute('data-day')) ?? '';
      await first.click();
      await note(page).fill(typed);
      await note(page).press('Enter');
      await form(page).waitFor({ state: 'detached' });
      await focusComesTo(first);
      const set = await clinic.application
        .as(emily)
        .ask(listOverrides, { params: { id }, query: { from: day, to: day } });
      assert.deepEqual(set.data, [{ day, enabled: false, note: typed }]);

      const far = new Date(Date.parse(day) + 70 * 86_400_000).toISOString().slice(0, 10);
      const hours = { enabled: true, start: '10:00', end: '12:00', note: 'Far away' };
      await clinic.application.as(emily).ask(setOverrides, { params: { id }, body: { from: far, to: far, ...hours } });
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Far away' })
        .getByRole('button', { name: /^Change/ })
        .click();
      await form(page).locator('[name="override.start"]').waitFor();
      assert.equal(await form(page).locator('[name="override.start"]').inputValue(), '10:00');
      assert.equal(await note(page).inputValue(), 'Far away');
    });
  });

  async function idOf(email: string): Promise<number> {
    const { data } = await clinic.application.as(email).ask(readMe);
    assert(data.doctor_id);
    return data.doctor_id;
  }
});

const days = (page: Page) => page.locator('[role=grid] [data-day]:not([data-outside])');
const form = (page: Page) => page.getByRole('form', { name: 'The chosen days' });
const note = (page: Page) => page.getByLabel('Note for yourself');
const question = (page: Page, title: string | RegExp = /^Discard what you typed for/) =>
  page.getByRole('dialog', { name: title });

/** Three days of a month that has not begun. */
async function nextMonth(page: Page): Promise<[Locator, Locator, Locator]> {
  const before = await days(page).first().getAttribute('data-day');
  await page.getByRole('button', { name: 'Next month' }).click();
  await page.waitForFunction(
    (was) => document.querySelector('[role=grid] [data-day]:not([data-outside])')?.getAttribute('data-day') !== was,
    before,
  );
  return [days(page).nth(10), days(page).nth(12), days(page).nth(13)];
}

async function isChosen(day: Locator): Promise<boolean> {
  return (await day.locator('..').getAttribute('aria-selected')) === 'true';
}

async function keep(page: Page, title?: string): Promise<void> {
  await question(page, title).getByRole('button', { name: 'Keep editing' }).click();
  await question(page, title).waitFor({ state: 'detached' });
}

async function discard(page: Page): Promise<void> {
  await question(page).getByRole('button', { name: 'Discard changes' }).click();
  await question(page).waitFor({ state: 'detached' });
}

async function focusComesTo(place: Locator): Promise<void> {
  const until = performance.now() + patience;
  while (!(await place.evaluate((one) => one === document.activeElement))) {
    assert(performance.now() < until, 'the focus never came');
    await place.page().waitForTimeout(50);
  }
}
