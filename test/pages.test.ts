import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { languages } from '#contract/identity.ts';
import { bootApplication } from './application.ts';
import { axe, openBrowser, skip } from './browser.ts';
import { type Place, places } from './places.ts';

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

  describe('every page', { concurrency: 2 }, async () => {
    for (const [index, place] of (await places(application)).entries()) {
      const language = languages[index % languages.length] ?? 'en';
      const width = index % 2 ? 390 : 1440;
      test(`${place.name}, ${language}, ${width}`, () => see(place, { language, width }));
    }
  });

  async function see(
    { path, as }: Place,
    look: { language: (typeof languages)[number]; width: number },
  ): Promise<void> {
    await browser.visit({ application, path, as, ...look }, async (page) => {
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      assert.equal(await page.locator('html').getAttribute('dir'), look.language === 'ar' ? 'rtl' : 'ltr');
      assert.deepEqual(await axe(page), [], 'by day');
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
      assert.deepEqual(await axe(page, ['color-contrast']), [], 'by night');
    });
  }
}
