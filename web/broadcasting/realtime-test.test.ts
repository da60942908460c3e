import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { sendTestFact } from '#contract/broadcasting.ts';
import { changeDoctor, listDoctorRecords } from '#contract/clinic.ts';
import { signOut } from '#contract/identity.ts';
import { axe, skip, type Visit } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';

const path = '/appointments/realtime-test';
/** What browsers say of sockets that are cut. */
const expected = /WebSocket/;

describe('the page on which one sees realtime work', { skip }, () => {
  const clinic = openVisitedClinic({ expected });

  const visit = <T>(work: (page: Page) => Promise<T>, more: Partial<Visit> = {}) =>
    clinic.visit('admin', path, work, more);

  test('one sends, the other sees; both are cut, and both catch up', () =>
    visit((one) =>
      visit(async (other) => {
        for (const page of [one, other]) await channelState(page, 'Live').waitFor();
        await sendFrom(one, 'from one to the other');
        for (const page of [one, other]) await entry(page, 'from one to the other').waitFor();
        await one.getByText(/On this screen \d+ ms after its commit/).waitFor();

        for (const page of [one, other]) await page.getByRole('button', { name: 'Cut it for ten seconds' }).click();
        for (const page of [one, other]) await page.getByRole('button', { name: /Back in \d+ second/ }).waitFor();
        for (const message of ['missed 1', 'missed 2', 'missed 3']) {
          await clinic.application.as('admin').ask(sendTestFact, { body: { message } });
        }
        for (const page of [one, other]) {
          await entry(page, 'missed 3').waitFor();
          assert.deepEqual(await gists(page), ['missed 3', 'missed 2', 'missed 1', 'from one to the other']);
          assert.equal(await counter(page, 'missed'), '3');
          await page.getByText('caught up', { exact: true }).first().waitFor();
        }
      }),
    ));

  test('a channel that is not ours is refused in words, and can be left', () =>
    visit(async (page) => {
      await listenTo(page, 'private-user.999999.notifications');
      await page.getByText('Refused: this channel is not for your account').waitFor();
      await page.getByRole('button', { name: 'Stop listening to private-user.999999.notifications' }).click();
      await listenTo(page, 'no spaces please');
      await page.getByText('A name has letters, digits and').waitFor();
    }));

  test('what changes in the clinic is heard, paused, filtered and cleared', () =>
    visit(async (page) => {
      const admin = clinic.application.as('admin');
      const [doctor] = (await admin.ask(listDoctorRecords, { query: { q: 'Chen' } })).data;
      assert(doctor);
      await channelState(page, 'Live').waitFor();
      await listenTo(page, `doctor.${doctor.id}.availability`);
      await page.locator('li[data-state=live]').nth(1).waitFor();
      const body = { version: doctor.version, is_available: !doctor.is_available };
      await admin.ask(changeDoctor, { params: { id: doctor.id }, body });
      await page.getByText('doctor-availability-changed').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await admin.ask(sendTestFact, { body: { message: 'while paused' } });
      await page.getByRole('button', { name: 'Go on (1 waits)' }).click();
      await entry(page, 'while paused').waitFor();
      await page.getByRole('searchbox', { name: 'Filter what is heard' }).fill('availability');
      await entry(page, 'while paused').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Clear', exact: true }).click();
      await page.getByText('Nothing fits this filter').waitFor();
    }));

  test('signed out elsewhere: the page stops and hides', () =>
    visit(async (page) => {
      await channelState(page, 'Live').waitFor();
      const cookies = await page.context().cookies();
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const { method, path: address } = signOut;
      await fetch(clinic.application.address + address, {
        method,
        headers: { cookie, origin: clinic.application.address },
      });
      await page.getByRole('dialog', { name: 'Please sign in once more' }).waitFor();
    }));

  test('another tab learns of it without a socket of its own', () =>
    visit(async (page) => {
      await channelState(page, 'Live').waitFor();
      const second = await page.context().newPage();
      await second.goto('/admin/salles');
      await second.locator('main h1').waitFor();
      await second.waitForLoadState('networkidle');
      await page.getByRole('button', { name: /menu/ }).first().click();
      await page.getByText('Sign out').click();
      await second.getByRole('dialog', { name: 'Please sign in once more' }).waitFor();
    }));

  test('a doctor who switches off is seen at once, by nobody in particular and by the admin', () =>
    clinic.visit(undefined, '/doctors?q=Benali', async (page) => {
      const admin = clinic.application.as('admin');
      const [doctor] = (await admin.ask(listDoctorRecords, { query: { q: 'Benali' } })).data;
      assert(doctor?.is_available);
      await page.getByRole('heading', { name: /Benali/ }).waitFor();
      await page.getByRole('button', { name: /Live Updates Active/ }).waitFor();
      await page.waitForLoadState('networkidle');
      await admin.ask(changeDoctor, {
        params: { id: doctor.id },
        body: { version: doctor.version, is_available: false },
      });
      await Promise.all([page.getByText('Not available').waitFor(), page.locator('li[data-marked=true]').waitFor()]);
    }));

  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing (${theme})`, () =>
      visit(
        async (page) => {
          await channelState(page, 'Live').waitFor();
          await sendFrom(page, 'for axe');
          await entry(page, 'for axe').click();
          await listenTo(page, 'private-user.999999.notifications');
          await page.getByText('Refused: this channel is not for your account').waitFor();
          assert.deepEqual(await axe(page), []);
        },
        { theme, width: 390 },
      ));
  }
});

function channelState(page: Page, words: string) {
  return page.locator('li[data-state] p').getByText(words).first();
}

function entry(page: Page, message: string) {
  return page.locator('summary').getByText(message, { exact: true });
}

async function gists(page: Page): Promise<string[]> {
  return page.locator('summary > span:nth-of-type(2)').allInnerTexts();
}

async function counter(page: Page, name: string): Promise<string> {
  return page.locator(`[data-counter=${name}] dd`).innerText();
}

async function sendFrom(page: Page, message: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What it says' }).fill(message);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

async function listenTo(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Name of a channel' }).fill(name);
  await page.getByRole('button', { name: 'Listen', exact: true }).click();
}
