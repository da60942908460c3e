import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { cancelAppointment, listAppointments, readAppointment, readMedical } from '#contract/appointments.ts';
import { type Booked, book, deskBook, readAvailability, readDirectory } from '#contract/booking.ts';
import { addPatient } from '#contract/patients.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';
import { cutSocket, doctorNamed, freeStarts, patience } from '#web/booking/booking-rig.ts';

const lucas = 'lucas@salle.test';
const omar = 'omar@salle.test';

describe('what is seen of appointments', { skip }, () => {
  const clinic = openVisitedClinic({ expected: cutSocket, patience });
  const { visit } = clinic;

  /** An appointment some weeks ahead, where nobody has anything else. */
  async function booked(as: string, doctor_id: number, week: number): Promise<Booked> {
    const [scheduled_at = ''] = await freeStarts(clinic.application, doctor_id, week);
    const body = { doctor_id, scheduled_at, consult_mode: 'in_person' as const };
    return (await clinic.application.as(as).ask(book, { body })).data;
  }

  const card = (page: Page, { reference }: Booked) => page.getByRole('listitem').filter({ hasText: reference });
  const read = async (as: string, { id }: Booked) =>
    (await clinic.application.as(as).ask(readAppointment, { params: { id } })).data;

  test('moved, then cancelled with a reason', async () => {
    const one = await booked(lucas, await doctorNamed(clinic.application, 'Haddad'), 1);
    await visit(lucas, '/patient', async (page) => {
      await card(page, one)
        .getByRole('button', { name: /^Reschedule/ })
        .click();
      await page.getByRole('dialog').locator('[data-spot][data-state=free]').nth(4).click();
      assert.deepEqual(await axe(page), []);
      await page.getByRole('button', { name: /^Move to/ }).click();
      await page.getByText(/^Moved to/).waitFor();
      assert.notEqual((await read(lucas, one)).scheduled_at, one.scheduled_at);

      await card(page, one)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await page.getByLabel(/^Why/).fill('It is better now');
      await page.getByRole('button', { name: 'Cancel the appointment' }).click();
      await card(page, one).getByText('Cancelled').waitFor();
      await card(page, one).getByText('It is better now').waitFor();
      const { status, cancelled } = await read(lucas, one);
      assert.deepEqual([status, cancelled?.reason], ['cancelled', 'It is better now']);
      assert.deepEqual(await axe(page), []);
    });
  });

  test('what the clinic changes arrives by itself', async () => {
    const one = await booked(omar, await doctorNamed(clinic.application, 'Benali'), 2);
    await visit(omar, '/patient', async (page) => {
      await card(page, one).getByText('Confirmed').waitFor();
      await live(page);
      await clinic.application.as('receptionist').ask(cancelAppointment, { params: { id: one.id }, body: {} });
      await card(page, one).getByText('Cancelled').waitFor();
    });
  });

  test('the directory: searched as one types, and a time that goes is marked where it stands', async () => {
    await visit(undefined, '/', async (page) => {
      const times = page.locator('a[href*="slot="]');
      await times.first().waitFor();
      await page.getByRole('searchbox').fill('haddad');
      await page.getByText('1 doctor', { exact: true }).waitFor();
      await page.waitForURL(/q=haddad/);
      await live(page);
      const [shown] = (await clinic.application.nobody.ask(readDirectory, { query: { q: 'haddad' } })).data;
      assert(shown);
      const [first = '', second = ''] = shown.next_slots;
      const body = { doctor_id: shown.id, scheduled_at: first, consult_mode: 'in_person' as const };
      await clinic.application
        .as('receptionist')
        .ask(deskBook, { body: { ...body, patient_id: await somebodyFree() } });
      await page.getByText('Booked', { exact: true }).waitFor();
      // the others have not moved
      assert.match((await times.first().getAttribute('href')) ?? '', new RegExp(second.slice(0, 13)));
      assert.equal(await times.count(), 2);
      assert.deepEqual(await axe(page), []);
      await page.getByRole('searchbox').fill('nobody of this name');
      await page.getByText('Nothing found for', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Show everything' }).click();
      await times.nth(6).waitFor();
    });
  });

  /** A patient who has nothing at all yet. */
  async function somebodyFree(): Promise<number> {
    const body = { name: 'Fresh Person' };
    return (await clinic.application.as('receptionist').ask(addPatient, { body })).data.id;
  }

  test('waiting for a time: what becomes free is offered, held, and booked', async () => {
    const doctor = await doctorNamed(clinic.application, 'Amrani');
    const start = await freeFor(lucas, doctor);
    const patient_id = await somebodyFree();
    const body = { doctor_id: doctor, scheduled_at: start, consult_mode: 'in_person' as const, patient_id };
    const taken = (await clinic.application.as('receptionist').ask(deskBook, { body })).data;
    await visit(lucas, `/doctors/${doctor}`, async (page) => {
      await page.getByRole('button', { name: 'Offer me what becomes free' }).click();
      await page.getByText('You are on this doctor’s waiting list.', { exact: false }).waitFor();
      await page.goto('/patient');
      await page.getByText(/^Waits for a time/).waitFor();
      await live(page);
      assert.deepEqual(await axe(page), []);
      await clinic.application.as('receptionist').ask(cancelAppointment, { params: { id: taken.id }, body: {} });
      await page.getByText(/is free and kept for you/).waitFor();
      await page.getByRole('link', { name: 'Book it' }).click();
      await page.getByRole('button', { name: 'Book this time' }).click();
      await page
        .getByText(/^Kept for/)
        .first()
        .waitFor();
    });
  });

  /** A time of the doctor's within two weeks at which this patient has nothing else. */
  async function freeFor(as: string, doctor_id: number): Promise<string> {
    const from = new Date().toISOString();
    const query = { from, limit: 100 };
    const mine = (await clinic.application.as(as).ask(listAppointments, { query })).data.map((one) =>
      one.scheduled_at.slice(0, 10),
    );
    const { data } = await clinic.application.nobody.ask(readAvailability, {
      params: { id: doctor_id },
      query: { days: 13 },
    });
    const free = data.days.flatMap(({ slots }) => slots.filter(({ status }) => status === 'free'));
    const start = free.find(({ starts_at }) => !mine.includes(starts_at.slice(0, 10)))?.starts_at;
    assert(start);
    return start;
  }

  test('files go with the form, and those that may not are told', async () => {
    const doctor = await doctorNamed(clinic.application, 'Chen');
    const from = new Date(Date.now() + 63 * 86_400_000).toISOString().slice(0, 10);
    const query = { from, days: 7 };
    const { data } = await clinic.application.nobody.ask(readAvailability, { params: { id: doctor }, query });
    const start = data.days.flatMap(({ slots }) => slots).find(({ status }) => status === 'free')?.starts_at ?? '';
    await visit(lucas, `/doctors/${doctor}?slot=${start.replace(':00.000Z', 'Z')}`, async (page) => {
      await page.getByRole('button', { name: 'Book this time' }).click();
      await page
        .getByText(/^Kept for/)
        .first()
        .waitFor();
      await page.locator('[data-onward]').click();
      await page.getByLabel('What brings you?').fill('Results to look at');
      const input = page.locator('input[type=file]');
      await input.setInputFiles([
        { name: 'results.txt', mimeType: 'text/plain', buffer: Buffer.from('All is well.') },
        { name: 'macro.docm', mimeType: 'application/x-msword', buffer: Buffer.from('no') },
      ]);
      await page.getByText('Please choose a PDF, a picture or a text.').waitFor();
      await page.getByRole('button', { name: 'Remove macro.docm' }).click();
      await page.getByText('1 kB').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.locator('[data-onward]').click();
      await page.getByText('1 file', { exact: true }).waitFor();
      await page.locator('[data-onward]').click();
      await page.locator('[data-reference]').waitFor();
      const calendar = page.getByRole('link', { name: 'Add to calendar' });
      const ics = await page.request.get((await calendar.getAttribute('href')) ?? '');
      assert.match(await ics.text(), /BEGIN:VCALENDAR/);
    });
    const mine = (
      await clinic.application.as(lucas).ask(listAppointments, { query: { doctor_id: doctor, limit: 100 } })
    ).data;
    const id = mine.find(({ scheduled_at }) => scheduled_at === start)?.id ?? 0;
    const told = (await clinic.application.as(lucas).ask(readMedical, { params: { id } })).data;
    assert.deepEqual([told.complaint, told.files.map(({ name }) => name)], ['Results to look at', ['results.txt']]);
  });
});

/** The page hears what happens from now on. */
async function live(page: Page): Promise<void> {
  await page.getByText('Live Updates Active', { exact: false }).first().waitFor({ state: 'attached' });
}
