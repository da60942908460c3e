import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { addPatient } from '#contract/patients.ts';
import { axe, skip } from '#test/browser.ts';
import { openVisitedClinic } from '#test/visit.ts';

describe('what the server would not read is said before anything is sent', { skip }, () => {
  const { visit } = openVisitedClinic({});

  test('a name that turns what follows, and a day half typed', async () => {
    await visit('receptionist', '/patients', async (page) => {
      const sent = patientsSentBy(page);
      await page.getByRole('button', { name: 'Add a patient' }).first().click();
      const [name, born] = [page.getByLabel('Name', { exact: false }).last(), page.locator('input[type="date"]')];
      await name.fill('Amina \u202eHaddad');
      await born.focus();
      await page.keyboard.type('1');
      await page.locator('form').getByRole('button', { name: 'Add a patient' }).click();
      await page.getByText('characters that nobody sees').waitFor();
      await page.getByText('There is no such day').waitFor();
      assert.deepEqual(sent, []);
      assert.equal(
        await name.evaluate((field) => field === document.activeElement),
        true,
        'one goes on where it is wrong',
      );
      assert.deepEqual(await axe(page), []);
      await name.fill('Amina Haddad');
      assert.equal(await page.getByText('characters that nobody sees').count(), 0);
    });
  });
});

function patientsSentBy(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname === addPatient.path) sent.push(pathname);
  });
  return sent;
}
