import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Language, languages } from '#contract/identity.ts';
import { bootApplication } from './application.ts';
import { openBrowser, type TestBrowser } from './browser.ts';
import { type Place, places } from './places.ts';

/*
 * `npm run shots` takes a picture of every page of the demo clinic at three widths, in both themes, in English and in
 * Arabic, into the ignored folder `shots/`. Words narrow it: `npm run shots -- sign-in 390 ar dark`.
 */

const folder = join(import.meta.dirname, '../shots');
const widths = [390, 820, 1440] as const;
const themes = ['light', 'dark'] as const;
const atOnce = 2;

type Shot = Place & { width: number; theme: (typeof themes)[number]; language: Language };

await using application = await bootApplication({ demo: true, pages: true });
const browser = await openBrowser();
try {
  const shots = narrowed(shotsOf(await places(application)), process.argv.slice(2));
  await mkdir(folder, { recursive: true });
  await Promise.all(Array.from({ length: atOnce }, () => take(shots, browser)));
  process.stdout.write(`The pictures are in ${folder}\n`);
} finally {
  await browser.close();
}

function shotsOf(places: Place[]): Shot[] {
  const spoken = wished(languages, ['en', 'ar']);
  return places.flatMap((place) =>
    widths.flatMap((width) =>
      themes.flatMap((theme) => spoken.map((language) => ({ ...place, width, theme, language }))),
    ),
  );
}

/** French is taken when it is asked for. */
function wished(all: readonly Language[], usual: Language[]): Language[] {
  const wanted = all.filter((language) => process.argv.includes(language));
  return wanted.length > 0 ? wanted : usual;
}

/** Of each kind of word (a width, a theme, a language, part of a page's name) at least one must fit. */
function narrowed(shots: Shot[], words: string[]): Shot[] {
  const [sizes, looks, names] = [widths.map(String), themes.map(String), new Set<string>(languages)];
  const wanted = {
    width: words.filter((word) => sizes.includes(word)),
    theme: words.filter((word) => looks.includes(word)),
    page: words.filter((word) => !sizes.includes(word) && !looks.includes(word) && !names.has(word)),
  };
  return shots.filter(
    ({ width, theme, name }) =>
      (wanted.width.length === 0 || wanted.width.includes(String(width))) &&
      (wanted.theme.length === 0 || wanted.theme.includes(theme)) &&
      (wanted.page.length === 0 || wanted.page.some((word) => name.includes(word))),
  );
}

async function take(shots: Shot[], browser: TestBrowser): Promise<void> {
  for (let shot = shots.shift(); shot; shot = shots.shift()) {
    const file = `${shot.name}-${shot.width}-${shot.language}-${shot.theme}.png`;
    try {
      await takeOne(shot, join(folder, file), browser);
      process.stdout.write(`${file}\n`);
    } catch (error) {
      process.stderr.write(`${file}: ${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    }
  }
}

async function takeOne({ path, as, width, theme, language }: Shot, file: string, browser: TestBrowser): Promise<void> {
  const visit = { application, path, width, theme, language, height: width < 500 ? 844 : 900, ...(as && { as }) };
  await browser.visit(visit, async (page) => {
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: file, fullPage: true });
  });
}
