import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  newLeapingClock,
  newSomebody,
  newTie,
  openDevice,
  type Somebody,
  watch,
} from '#server/presence/presence-rig.ts';
import { emailOf } from '#test/application.ts';
import { skip } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';

describe('whoever has a page open', { skip }, () => {
  const time = newLeapingClock();
  const tied: [Somebody, Somebody][] = [];
  const clinic = openVisitedClinic({
    // what is no page of ours has no icon of ours
    expected: /favicon|ERR_FAILED/,
    boot: { now: time.now, ties: [newTie(tied)] },
  });
  let patient: Somebody;
  let watcher: Awaited<ReturnType<typeof watch>>;
  before(async () => {
    const { rows } = await clinic.application.owner.query('select id from account where email = $1', [
      emailOf('patient'),
    ]);
    patient = { id: rows[0].id, token: await clinic.application.tokenOf('patient') };
  });
  beforeEach(async () => {
    const doctor = await newSomebody(clinic.application.owner, 'doctor');
    tied.push([doctor, patient]);
    watcher = await watch(clinic.application.address, doctor, patient);
  });

  const visit = (path: string, work: (page: Page) => Promise<void>) => clinic.visit('patient', path, work);
  const gone = () => time.leap(1);

  test('is here from the first tab to the last, whatever page it shows', async () => {
    await visit('/doctors', async (page) => {
      await watcher.hears('online');
      const second = await page.context().newPage();
      await second.goto('/account');
      await second.getByRole('heading', { level: 1 }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.close();
    });
    await watcher.hears('online offline', gone);
  });

  test('is away when nobody touches it for five minutes, and here again at a touch', async () => {
    await visit('/healthz', async (page) => {
      await page.clock.install();
      await page.goto('/account');
      await watcher.hears('online');
      const indicator = page.getByRole('button', { name: /Connection/ });
      assert.equal(await indicator.count(), 0, 'a page that shows nothing live says nothing of the connection');
      await page.clock.fastForward('06:00');
      await watcher.hears('online away', gone);
      await page.keyboard.press('Shift');
      await watcher.hears('online away online');
    });
    await watcher.hears('online away online offline', gone);
  });

  test('is here though the first answer was lost', async () => {
    await visit('/healthz', async (page) => {
      let asked = 0;
      await page.route('**/broadcasting/user-auth', (way) => (asked++ === 0 ? way.abort() : way.continue()));
      await page.goto('/account');
      await watcher.hears('online');
    });
    await watcher.hears('online offline', gone);
  });

  test('is gone once they sign out, though the page stays open', async () => {
    await visit('/doctors', async (page) => {
      await watcher.hears('online');
      await page.getByRole('button', { name: /menu/ }).first().click();
      await page.getByText('Sign out').click();
      await watcher.hears('online offline', gone);
      const again = await openDevice(clinic.application.address, patient);
      await watcher.hears('online offline online');
      again.close();
    });
    await watcher.hears('online offline online offline', gone);
  });
});
