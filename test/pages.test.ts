import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Language, languages } from '#contract/identity.ts';
import { bootApplication } from './application.ts';
import { axe, openBrowser, type Seat, skip } from './browser.ts';
import { type Place, places } from './places.ts';

type Look = { language: Language; width: number };

if (skip) test('every page', { skip }, () => {});
else await seeEveryPage();

/**
 * Every page, in turn in each language and at a phone's and a desk's width, by day and by night: axe finds nothing. By
 * night only the colours differ.
 */
async function seeEveryPage(): Promise<void> {
  const [application, browser] = await Promise.all([bootApplication({ demo: true, pages: true }), openBrowser()]);
  after(async () => {
    await browser.close();
    await application.close();
  });

  const seen = await places(application);
  describe('every page', { concurrency: 2 }, () => {
    for (const [turn, language] of languages.entries()) {
      describe(`in ${language}`, { concurrency: 1 }, async () => {
        const seat = await browser.sit({ application, language });
        for (const [index, place] of seen.entries()) {
          if (index % languages.length !== turn) continue;
          const width = index % 2 ? 390 : 1440;
          test(`${place.name}, ${language}, ${width}`, () => see(seat, place, { language, width }));
        }
      });
    }
  });

  async function see(seat: Seat, { path, as }: Place, { language, width }: Look): Promise<void> {
    await seat.visit({ path, width, ...(as && { as }) }, async (page) => {
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      assert.equal(await page.locator('html').getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
      assert.deepEqual(await axe(page), [], 'by day');
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
      assert.deepEqual(await axe(page, ['color-contrast']), [], 'by night');
    });
  }
}
