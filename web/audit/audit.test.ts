import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readPatient } from '#contract/patients.ts';
import { family } from '#server/booking/booking-rig.ts';
import { bootApplication } from '#test/application.ts';
import { axe, openBrowser, skip } from '#test/browser.ts';

describe('the audit log, on the pages', { skip }, async () => {
  if (skip) return;
  const [application, browser] = await Promise.all([bootApplication({ demo: true, pages: true }), openBrowser()]);
  after(async () => {
    await browser.close();
    await application.close();
  });
  const [self = 0] = await family(application.as('patient'));
  await application.as('receptionist').ask(readPatient, { params: { id: self } });

  test('is searched by whom it is about, who it was and what; a row opens, with the way to the record', async () => {
    await browser.visit({ application, as: 'admin', path: '/admin/audit' }, async (page) => {
      await page.getByLabel('Of whom: a name or a reference').fill('Yasmine');
      await page.getByLabel('By whom: a name or an address').fill('Samia');
      await page.getByLabel('What', { exact: true }).selectOption({ label: 'Record opened' });
      const rows = page.getByRole('table', { name: 'Audit log' }).getByRole('row');
      await rows.filter({ hasText: 'Yasmine Rahal' }).first().waitFor();
      assert.deepEqual(await axe(page), []);
      await rows.filter({ hasText: 'Yasmine Rahal' }).first().getByRole('button').click();
      await page.getByRole('link', { name: 'Open Yasmine Rahal' }).waitFor();
      assert.deepEqual(await axe(page), []);
      await page.getByLabel('By whom: a name or an address').fill('nobody of this name');
      await page.getByRole('button', { name: /clear/i }).first().waitFor();
    });
  });

  test('shows its end, to be noted elsewhere', async () => {
    await browser.visit({ application, as: 'admin', path: '/admin/audit' }, async (page) => {
      await page.getByText('Sealed up to number', { exact: false }).click();
      await page.getByText(/^\d+:[0-9a-f]{64}$/).waitFor();
    });
  });

  test('tells a person who else has looked, on a phone', async () => {
    await browser.visit({ application, as: 'patient', path: '/family', width: 390 }, async (page) => {
      await page.getByRole('link', { name: 'Who has looked at the record of Yasmine Rahal' }).click();
      const looks = page.getByRole('list', { name: 'Who has looked' });
      await looks.getByText('Samia Belkacem').waitFor();
      await looks.getByText('Record opened').waitFor();
      assert.deepEqual(await axe(page), []);
    });
  });
});
