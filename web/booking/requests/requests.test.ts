import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { cancelAppointment, changeMedical, readAppointment, readMedical } from '#contract/appointments.ts';
import { type Booked, book } from '#contract/booking.ts';
import { approveDoctor, readMe } from '#contract/clinic.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';
import { doctorNamed, freeStarts, patience } from '#web/booking/booking-rig.ts';

const [lucas, omar] = ['lucas@salle.test', 'omar@salle.test'];
const byHand = 'leila.saidi@salle.test';

describe('what waits for a doctor’s word', { skip }, () => {
  const clinic = openVisitedClinic({ expected: /WebSocket|ERR_FAILED/, patience });
  const { visit } = clinic;
  let doctor_id: number;
  before(async () => {
    doctor_id = await doctorNamed(clinic.application, 'Leïla');
  });

  /** Some weeks ahead, where nobody has anything else: each test has weeks of its own. */
  async function asked(as: string, week: number, medical?: { complaint: string; symptoms?: string }): Promise<Booked> {
    const [scheduled_at = ''] = await freeStarts(clinic.application, doctor_id, week);
    const wish = { doctor_id, scheduled_at, consult_mode: 'in_person' as const };
    const made = await clinic.application.as(as).ask(book, { body: { ...wish, ...(medical && { medical }) } });
    assert.equal(made.data.status, 'pending');
    return made.data;
  }

  const row = (page: Page, { reference }: Booked) => page.getByRole('listitem').filter({ hasText: reference });
  const read = async (as: string, { id }: Booked) =>
    (await clinic.application.as(as).ask(readAppointment, { params: { id } })).data;
  async function readings({ id }: Booked): Promise<number> {
    const { rows } = await clinic.application.owner.query(
      `select from audit where action = 'medical.read' and subject_id = $1`,
      [id],
    );
    return rows.length;
  }

  test('opened, a request shows what its patient told; nothing is fetched before', async () => {
    const told = await asked(lucas, 1, { complaint: 'A cough since Tuesday', symptoms: 'Fever\nTired' });
    const silent = await asked(lucas, 6);
    await clinic.application.as('receptionist').refused(readMedical, { params: { id: told.id } });
    await visit(byHand, '/doctor/requests', async (page) => {
      const [first, second] = [row(page, told), row(page, silent)];
      const toggle = first.getByRole('button', { name: /^What they told you/ });
      await toggle.waitFor();
      assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
      assert.equal(await readings(told), 0);

      await toggle.press('Enter');
      await first.getByText('A cough since Tuesday').waitFor();
      await first.getByText('No word on').waitFor();
      await first.getByText('Earlier illnesses and operations, Allergies, Medicines they take').waitFor();
      assert.deepEqual([await readings(told), await readings(silent)], [1, 0]);
      await second.getByRole('button', { name: /^What they told you/ }).click();
      await second.getByText('They told nothing beforehand.').waitFor();
      assert.deepEqual(await axe(page), []);

      await toggle.click();
      await first.getByText('A cough since Tuesday').waitFor({ state: 'detached' });
      await page.route('**/medical', (route) => route.abort('failed'));
      await toggle.click();
      await first.getByText('What they told could not be loaded').waitFor();
      await page.unroute('**/medical');
      await first.getByRole('button', { name: 'Try again' }).click();
      await first.getByText('A cough since Tuesday').waitFor();
    });
  });

  test('a file comes along, and is had by a click', async () => {
    const one = await asked(lucas, 2, { complaint: 'Results to look at' });
    await clinic.application.as(lucas).ask(changeMedical, {
      params: { id: one.id },
      body: { complaint: 'Results to look at', files: [await uploaded(lucas, 'results.txt', 'All is well.')] },
    });
    await visit(byHand, '/doctor/requests', async (page) => {
      await row(page, one)
        .getByRole('button', { name: /^What they told you/ })
        .click();
      const link = row(page, one).getByRole('link', { name: /results\.txt/ });
      const file = await page.request.get((await link.getAttribute('href')) ?? '');
      assert.deepEqual([file.status(), await file.text()], [200, 'All is well.']);
    });
  });

  async function uploaded(as: string, name: string, body: string): Promise<number> {
    const authorization = `Bearer ${await clinic.application.tokenOf(as)}`;
    const headers = { authorization, 'content-type': 'text/plain' };
    const sent = await fetch(`${clinic.application.address}/api/v1/files?name=${name}`, {
      method: 'POST',
      headers,
      body,
    });
    return ((await sent.json()) as { data: { id: number } }).data.id;
  }

  test('confirmed by one press: the row says so, the patient sees it, and it can be cancelled', async () => {
    await visit(byHand, '/doctor/requests', async (page) => {
      await page.locator('h1').waitFor();
      await live(page);
      const one = await asked(lucas, 3);
      const mine = row(page, one);
      await mine.waitFor();
      await page
        .getByRole('img', { name: /request.* wait/ })
        .first()
        .waitFor();
      await visit(lucas, '/patient', async (theirs) => {
        await row(theirs, one).getByText('Pending').waitFor();
        await live(theirs);
        await mine.getByRole('button', { name: /^Confirm/ }).press('Enter');
        await mine.getByText('Confirmed').waitFor();
        await mine.getByText('The patient has been told.').waitFor();
        await row(theirs, one).getByText('Confirmed').waitFor();
        assert.equal(await mine.getByRole('button', { name: /^(Confirm|Reject)/ }).count(), 0);
        assert.equal(await mine.evaluate((line) => line.contains(document.activeElement)), true, 'the focus stays');

        await mine.getByRole('button', { name: /^Cancel/ }).click();
        await page.getByRole('dialog', { name: /^Cancel .* with Lucas Martin\?$/ }).waitFor();
        await page.getByLabel(/^Why\? \(optional; the patient reads it\)/).fill('Called away');
        assert.deepEqual(await axe(page), []);
        await page.getByRole('button', { name: 'Cancel the appointment' }).click();
        await mine.getByText('The time is free again.').waitFor();
        await row(theirs, one).getByText('Called away').waitFor();
        assert.equal((await read(lucas, one)).status, 'cancelled');
      });
    });
  });

  test('rejecting asks once, by name and time; a reason that was typed for one is not sent to another', async () => {
    const [one, other] = [await asked(lucas, 4), await asked(omar, 4)];
    await visit(byHand, '/doctor/requests', async (page) => {
      const reject = (booked: Booked) => row(page, booked).getByRole('button', { name: /^Reject/ });
      await reject(one).click();
      const dialog = page.getByRole('dialog', { name: /^Reject the request of Lucas Martin for \w+day \d+ \w+, \d/ });
      await dialog.waitFor();
      await page.getByLabel(/^Why/).fill('Meant for Lucas alone');
      await page.getByRole('button', { name: 'Back' }).click();
      assert.equal((await read(lucas, one)).status, 'pending');

      await reject(other).click();
      assert.equal(await page.getByLabel(/^Why/).inputValue(), '');
      await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
      await row(page, other).getByText('The time is free again, and the patient has been told.').waitFor();
      await page.getByText(/^Rejected: /).waitFor();
      const { status, cancelled } = await read(omar, other);
      assert.deepEqual([status, cancelled?.reason], ['rejected', null]);
    });
  });

  test('what its patient takes back stays where it was, and says so; the rest is still there', async () => {
    const [one, other] = [await asked(lucas, 5), await asked(omar, 5)];
    await visit(byHand, '/doctor/requests', async (page) => {
      await row(page, other).waitFor();
      await live(page);
      await clinic.application.as(lucas).ask(cancelAppointment, { params: { id: one.id }, body: {} });
      await row(page, one).getByText('Cancelled').waitFor();
      assert.equal(
        await row(page, one)
          .getByRole('button', { name: /^(Confirm|Reject|Cancel)/ })
          .count(),
        0,
      );
      await row(page, other)
        .getByRole('button', { name: /^Confirm/ })
        .waitFor();
      await page.reload();
      await row(page, other).waitFor();
      assert.equal(await row(page, one).count(), 0);
    });
  });

  test('a doctor who waits for approval reads that, is refused nothing, and has the page once approved', async () => {
    const { doctor_id: id } = (await clinic.application.as('applicant').ask(readMe)).data;
    assert(id);
    for (const [path, next] of [
      ['/doctor/schedule', 'Prepare your hours meanwhile'],
      ['/doctor/requests', 'what they ask for comes here by itself'],
    ] as const) {
      await visit('applicant', path, async (page) => {
        const refusals: string[] = [];
        page.on('response', (answer) => {
          if (answer.status() >= 400) refusals.push(`${answer.status()} ${answer.url()}`);
        });
        await page.reload();
        await page.getByText('You are waiting for approval').waitFor();
        await page.getByText(next, { exact: false }).waitFor();
        await live(page);
        await page.waitForLoadState('networkidle');
        assert.equal(await page.getByText('Your account may not do this.').count(), 0);
        assert.deepEqual(refusals, []);
        assert.deepEqual(await axe(page), []);
        if (path === '/doctor/schedule') return;
        await clinic.application.as('admin').ask(approveDoctor, { params: { id } });
        await page.getByText('Nothing waits for you').waitFor();
        await page.getByText('You are waiting for approval').waitFor({ state: 'detached' });
      });
    }
  });
});

/** The page hears what happens from now on. */
async function live(page: Page): Promise<void> {
  await page.getByText('Live Updates Active', { exact: false }).first().waitFor({ state: 'attached' });
}
