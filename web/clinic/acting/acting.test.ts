import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { joinPatient } from '#contract/acting.ts';
import { giveJoinCode, listFamily } from '#contract/patients.ts';
import { consentToken, letterSaying, personOf } from '#server/clinic/acting/acting-rig.ts';
import { bootApplication, emailOf } from '#test/application.ts';
import { axe, openBrowser, skip } from '#test/browser.ts';

describe('who acts, on the pages', { skip }, async () => {
  if (skip) return;
  const [application, browser] = await Promise.all([bootApplication({ demo: true, pages: true }), openBrowser()]);
  after(async () => {
    await browser.close();
    await application.close();
  });

  test('the desk foresees who is asked, a letter’s link lets somebody in, and the family’s page stops them', async () => {
    const desk = { application, as: 'receptionist', path: '/patients?q=Lina' } as const;
    const code = await browser.visit(desk, async (page) => {
      await page.getByRole('button', { name: 'Join code for Lina Rahal' }).click();
      await page.getByText('Samir Rahal and Yasmine Rahal will be asked first', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Make a code' }).click();
      const shown = page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      await shown.waitFor();
      return (await shown.textContent()) ?? '';
    });
    const joiner = await personOf(application, 'Joiner');
    await joiner.client.ask(joinPatient, { body: { code, relation: 'other' } });
    const token = consentToken(await letterSaying(application, emailOf('patient'), /has a code/));

    await browser.visit({ application, as: 'patient', path: '/family' }, async (page) => {
      await page.getByRole('button', { name: 'Who acts for Lina Rahal' }).click();
      await page.getByText('Waits for an answer', { exact: false }).waitFor();
      const other = await page.context().newPage();
      await other.goto(`/consent#${token}`);
      await other.getByRole('heading', { name: 'May Joiner act for Lina Rahal?' }).waitFor();
      await other.getByRole('button', { name: 'Agree' }).click();
      await other.getByRole('heading', { name: 'Joiner now acts for Lina Rahal' }).waitFor();
      assert.deepEqual(await axe(other), []);
      await other.reload();
      await other.getByRole('heading', { name: 'There is nothing to answer here any more' }).waitFor();
      // the page beside has heard of it
      await page.getByRole('button', { name: 'Stop Joiner acting' }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).last().click();
      await page.getByRole('button', { name: 'Stop Joiner acting' }).waitFor({ state: 'detached' });
      await page.getByText('Acted before').click();
      await page.getByText('ended by Yasmine Rahal', { exact: false }).waitFor();
      assert.deepEqual(await axe(page), []);
    });
    assert(!(await joiner.client.ask(listFamily)).data.some(({ name }) => name === 'Lina Rahal'));
  });

  test('whoever joins reads that others are asked, and nobody’s name', async () => {
    const family = (await application.as('patient').ask(listFamily)).data;
    const adam = family.find(({ name }) => name === 'Adam Rahal')?.id ?? 0;
    const { data } = await application.as('receptionist').ask(giveJoinCode, { params: { id: adam } });
    await browser.visit({ application, as: 'lucas@salle.test', path: '/family' }, async (page) => {
      await page.getByRole('button', { name: 'Join with a code' }).click();
      await page.getByLabel('Code from the front desk').fill(data.code);
      await page.getByRole('button', { name: 'Join', exact: true }).click();
      await page.getByText('We have asked').waitFor();
      assert.deepEqual(await axe(page), []);
      assert.equal(await page.getByText('Adam').count(), 0);
    });
  });
});
