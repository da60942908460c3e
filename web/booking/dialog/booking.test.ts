import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { listAppointments } from '#contract/appointments.ts';
import { book } from '#contract/booking.ts';
import { password } from '#test/application.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';
import { doctorNamed, freeStarts, patience } from '#web/booking/booking-rig.ts';
import { at, begin, complaint, kept, onward, reference, toSummary } from './dialog-rig.ts';

const yasmine = 'yasmine@salle.test';
const omar = 'omar@salle.test';
const lucas = 'lucas@salle.test';
/** What browsers say of a network that is cut. */
const expected = /WebSocket|ERR_FAILED|ERR_INTERNET_DISCONNECTED|ERR_ABORTED/;

describe('booking, as people do it', { skip }, () => {
  const clinic = openVisitedClinic({ expected, patience });
  const { visit } = clinic;

  async function take(as: string, doctor_id: number, scheduled_at: string): Promise<void> {
    const body = { doctor_id, scheduled_at, consult_mode: 'in_person' as const };
    await clinic.application.as(as).ask(book, { body });
  }

  async function appointmentsOf(as: string, doctor_id: number): Promise<number> {
    const query = { doctor_id, limit: 100, from: new Date().toISOString() };
    return (await clinic.application.as(as).ask(listAppointments, { query })).data.length;
  }

  /** Somebody else books what was kept, as they can once the server's patience is over. */
  async function snatch(as: string, doctor_id: number, scheduled_at: string): Promise<void> {
    await clinic.application.owner.query(`update appointment set held_until = now() where status = 'held'`);
    await take(as, doctor_id, scheduled_at);
  }

  test('what one takes turns Booked on the other’s page, and what the other types stays', async () => {
    const doctor = await doctorNamed(clinic.application, 'Haddad');
    const [taken = '', wanted = '', other = ''] = await freeStarts(clinic.application, doctor, 1);
    const before = await appointmentsOf(lucas, doctor);
    await visit(omar, at(doctor, other), (looking) =>
      visit(lucas, at(doctor, wanted), async (typing) => {
        await live(looking);
        await live(typing);
        await begin(typing);
        await looking.locator('[data-state=held]').first().waitFor();
        await onward(typing);
        await typing.getByLabel('What brings you?').fill(complaint);

        await take(yasmine, doctor, taken);
        await looking.locator('[data-state=booked]', { hasText: 'Booked' }).first().waitFor();
        await looking.getByText(/has just been booked/).waitFor({ state: 'attached' });

        assert.equal(await typing.getByLabel('What brings you?').inputValue(), complaint);
        await onward(typing);
        await onward(typing);
        await reference(typing);
      }),
    );
    assert.equal(await appointmentsOf(lucas, doctor), before + 1);
  });

  test('a time that somebody else gets while one types: told at once, others offered, nothing typed is gone', async () => {
    const doctor = await doctorNamed(clinic.application, 'Benali');
    const [start = ''] = await freeStarts(clinic.application, doctor, 2);
    await visit(lucas, at(doctor, start), async (page) => {
      await live(page);
      await begin(page);
      await onward(page);
      const words = page.getByLabel('What brings you?');
      await words.fill(complaint);
      await snatch(omar, doctor, start);
      await page.getByText('This time slot was just booked by another patient.', { exact: false }).waitFor();
      assert.equal(await words.inputValue(), complaint);
      await chooseOffered(page);
      assert.equal(await words.inputValue(), complaint);
      await onward(page);
      await onward(page);
      await reference(page);
    });
  });

  test('a time that somebody else gets as one books: refused, others offered, nothing typed is gone', async () => {
    const doctor = await doctorNamed(clinic.application, 'Ziani');
    const [start = ''] = await freeStarts(clinic.application, doctor, 3);
    await visit(lucas, at(doctor, start), async (page) => {
      await toSummary(page);
      let tries = 0;
      await page.route('**/patient/doctors/book', async (route) => {
        tries += 1;
        if (tries === 1) await snatch(omar, doctor, start);
        return route.fallback();
      });
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      await page.getByText('Everything that you typed is still here.').waitFor();
      await chooseOffered(page);
      await toEnd(page);
      assert.equal(tries, 2);
    });
  });

  test('by keyboard alone, from the start page to the reference', async () => {
    await visit(yasmine, '/', async (page) => {
      const times = page.locator('a[href*="slot="]');
      await times.first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('Chen');
      await page.getByText('1 doctor', { exact: true }).waitFor();
      await tabTo(page, 'a[href*="slot="]');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Book this time' }).waitFor();
      await tabTo(page, '[data-spot]');
      // some weeks ahead, beyond what the demo has booked
      for (let week = 0; week < 2; week += 1) {
        await page.keyboard.press('PageDown');
        await page.waitForFunction(`document.activeElement?.matches('[data-spot]')`);
      }
      const from = await focused(page);
      await page.keyboard.press('ArrowDown');
      assert.notEqual(await focused(page), from);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page
        .getByText(/Kept for/)
        .first()
        .waitFor();
      await tabTo(page, '[data-onward]');
      await page.keyboard.press('Enter');
      await tabTo(page, 'textarea');
      await page.keyboard.type(complaint);
      await tabTo(page, '[data-onward]');
      await page.keyboard.press('Enter');
      await page.getByText('You can move or cancel it later').waitFor();
      await tabTo(page, '[data-onward]');
      await page.keyboard.press('Enter');
      assert.match(await reference(page), /^CONS-[2-9A-HJ-NP-Z]{6}$/);
      assert.deepEqual(await axe(page), []);
    });
  });

  test('on a phone, in Arabic, not signed in: through sign-in and back to the same time', async () => {
    const doctor = await doctorNamed(clinic.application, 'Kaci');
    const [start = ''] = await freeStarts(clinic.application, doctor, 4);
    const phone = { width: 390, height: 844, language: 'ar' } as const;
    await visit(
      undefined,
      at(doctor, start),
      async (page) => {
        await page.getByRole('button', { name: 'احجز هذا الوقت' }).click();
        await page.waitForURL(/sign-in/);
        await page.locator('input[type=email]').fill(omar);
        await page.locator('input[type=password]').fill(password);
        await page.keyboard.press('Enter');
        await page
          .getByText(/^محفوظ لك/)
          .first()
          .waitFor();
        assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
        assert.deepEqual(await axe(page), []);
        await onward(page);
        await page.locator('textarea').first().fill('سعال منذ يوم الثلاثاء');
        assert.deepEqual(await axe(page), []);
        await onward(page);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
        await onward(page);
        await reference(page);
        assert.equal(await page.evaluate(`sessionStorage.getItem('salle.booking')`), null);
        const { data } = await clinic.application
          .as(omar)
          .ask(listAppointments, { query: { doctor_id: doctor, limit: 100 } });
        assert(data.some(({ scheduled_at }) => scheduled_at === start));
      },
      phone,
    );
  });

  test('a network cut, a reload and a double click: it is booked once', async () => {
    const doctor = await doctorNamed(clinic.application, 'Dumont');
    const [first = '', second = ''] = await freeStarts(clinic.application, doctor, 5);
    const before = await appointmentsOf(lucas, doctor);
    await visit(lucas, at(doctor, first), async (page) => {
      await toSummary(page);
      let cuts = 0;
      // It reaches the server, whose answer does not reach us.
      await page.route('**/patient/doctors/book', async (route) => {
        if (cuts > 0) return route.fallback();
        cuts += 1;
        await route.fetch();
        return route.abort('failed');
      });
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      await page.getByText('We do not know yet whether this was booked').waitFor();
      assert.equal(await appointmentsOf(lucas, doctor), before + 1);
      await page.reload();
      await page.getByText('We do not know yet whether this was booked').waitFor();
      await page.getByText(complaint).waitFor();
      await page.getByRole('button', { name: 'Try again' }).dblclick();
      await reference(page);
    });
    assert.equal(await appointmentsOf(lucas, doctor), before + 1);
    await visit(lucas, at(doctor, second), async (page) => {
      await toSummary(page);
      await page.getByRole('button', { name: 'Book', exact: true }).dblclick();
      await reference(page);
    });
    assert.equal(await appointmentsOf(lucas, doctor), before + 2);
  });

  test('a sign-in that ends in the middle of it: once more, and all is there', async () => {
    const doctor = await doctorNamed(clinic.application, 'Amrani');
    const [start = ''] = await freeStarts(clinic.application, doctor, 6);
    const before = await appointmentsOf(yasmine, doctor);
    await visit(yasmine, at(doctor, start), async (page) => {
      await toSummary(page);
      let tries = 0;
      await page.route('**/patient/doctors/book', async (route) => {
        tries += 1;
        if (tries === 1) await page.evaluate(`fetch('/api/v1/auth/sign-out', { method: 'POST' })`);
        return route.fallback();
      });
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      const again = page.getByRole('dialog', { name: 'Please sign in once more' });
      await again.locator('input[type=password]').fill(password);
      await again.getByRole('button', { name: 'Sign in' }).click();
      await again.waitFor({ state: 'hidden' });
      await page.getByText(complaint).waitFor();
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      await reference(page);
    });
    assert.equal(await appointmentsOf(yasmine, doctor), before + 1);
  });

  test('a family, each at a time of their own, in one go', async () => {
    const doctor = await doctorNamed(clinic.application, 'Cherif');
    const [start = ''] = await freeStarts(clinic.application, doctor, 7);
    const before = await appointmentsOf(yasmine, doctor);
    await visit(yasmine, at(doctor, start), async (page) => {
      await begin(page);
      await page.getByRole('button', { name: 'Add another family member' }).click();
      const second = page.getByRole('region', { name: 'Appointment 2' });
      await second.getByRole('button', { name: 'Later days' }).click();
      await second.locator('[data-spot][data-state=free]').nth(3).click();
      await second.getByText('Change').waitFor();
      await onward(page);
      for (const words of await page.getByLabel('What brings you?').all()) await words.fill(complaint);
      await onward(page);
      await page.getByRole('button', { name: 'Book all 2' }).click();
      await reference(page);
      assert.equal(await page.locator('[data-reference]').count(), 2);
    });
    assert.equal(await appointmentsOf(yasmine, doctor), before + 2);
  });
});

/** From the first step on, with all that was typed before. */
async function toEnd(page: Page): Promise<void> {
  await onward(page);
  assert.equal(await page.getByLabel('What brings you?').inputValue(), complaint);
  await onward(page);
  await onward(page);
  await reference(page);
}

async function chooseOffered(page: Page): Promise<void> {
  const offered = page.getByRole('dialog').getByText('Free near it:');
  await offered.locator('..').getByRole('button').first().click();
  await kept(page);
}

/** The page hears what happens from now on. */
async function live(page: Page): Promise<void> {
  await page.getByText('Live Updates Active', { exact: false }).first().waitFor({ state: 'attached' });
}

/** Presses Tab until something of that kind has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${selector}`);
}

function focused(page: Page): Promise<string | null> {
  return page.evaluate(`document.activeElement?.getAttribute('data-spot') ?? null`);
}
