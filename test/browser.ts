import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type axeCore from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Language, signIn } from '#contract/identity.ts';
import { emailOf, password, type TestApplication, type Who } from './application.ts';
import { findChromium, howToInstall, reasonToSkip } from './chromium.ts';

const require = createRequire(import.meta.url);
/**
 * What no test looks at. The first two are pages that Chromium keeps behind the field for addresses: in every new window
 * it runs them anew, and they take more of the processor than the page that is visited. A second list replaces the
 * first, so the rest repeats what Playwright leaves out.
 */
const unseen = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
];
const flags = [
  `--disable-features=${unseen}`,
  '--no-sandbox',
  '--use-fake-device-for-media-stream=fps=30',
  '--use-fake-ui-for-media-stream',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Why browser tests cannot run here, for `test(name, { skip }, …)`. */
export const skip = reasonToSkip();

export type Visit = {
  application: Pick<TestApplication, 'address' | 'visitor'>;
  /** whoever is signed in; nobody where it is left out */
  as?: Who;
  path?: string;
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  language?: Language;
  /** complaints that this test provokes */
  expected?: RegExp;
};

export type TestBrowser = {
  /** Opens a page, works with it, and fails on whatever it has complained about. */
  visit<T>(visit: Visit, work: (page: Page) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** One browser process; each visit has cookies and storage of its own. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium();
  assert(executablePath, howToInstall);
  const browser = await chromium.launch({ executablePath, args: flags });
  return {
    visit: (visit, work) => visitIn(browser, visit, work),
    close: () => browser.close(),
  };
}

async function visitIn<T>(browser: Browser, visit: Visit, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await contextFor(browser, visit);
  try {
    const page = await context.newPage();
    const complaints = complaintsOf(page, visit.expected);
    await page.goto(visit.path ?? '/');
    const result = await work(page).catch((error) => pictured(page, error));
    assert.deepEqual(complaints, [], 'the page complained');
    return result;
  } finally {
    await closed(context);
  }
}

/** Chromium under load has forgotten to answer this; what is left then ends with the browser, and no test waits for it. */
async function closed(context: BrowserContext): Promise<void> {
  await Promise.race([context.close(), pause(30_000, undefined, { ref: false })]);
}

async function contextFor(browser: Browser, visit: Visit): Promise<BrowserContext> {
  const { application, width = 1280, height = 900, theme = 'light', language = 'en' } = visit;
  const context = await browser.newContext({
    baseURL: application.address,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    timezoneId: 'Africa/Algiers',
    reducedMotion: 'reduce',
  });
  // A machine under load is slow, and no test fails on a timing: only what hangs is given up.
  context.setDefaultTimeout(60_000);
  context.setDefaultNavigationTimeout(60_000);
  if (visit.as) await signInto(context, application, visit.as);
  return context;
}

/** As the sign-in page does it, without the page. */
async function signInto(context: BrowserContext, application: Visit['application'], who: Who): Promise<void> {
  const visitor = application.visitor();
  await visitor.ask(signIn, { body: { email: emailOf(who), password } });
  const url = application.address;
  await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url })));
}

/** What a page says to the console when something is wrong: errors of scripts, of the CSP, and of what it fetches. */
function complaintsOf(page: Page, expected = /^\b$/): string[] {
  const complaints: string[] = [];
  const hear = (complaint: string) => {
    if (!expected.test(complaint)) complaints.push(complaint);
  };
  page.on('pageerror', (error) => hear(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/content security policy/i.test(message.text())) return;
    const { url } = message.location();
    // The browser reports every refusal of the API; that is an answer, and the page's to show.
    if (/status of 4\d\d/.test(message.text()) && new URL(url, page.url()).pathname.startsWith('/api/')) return;
    hear(`${message.text()} (${url})`);
  });
  return complaints;
}

/** A picture of a page that disappointed, in the ignored folder `shots`. */
async function pictured(page: Page, error: unknown): Promise<never> {
  const folder = join(import.meta.dirname, '../shots/failed');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.png`);
  const taken = await page.screenshot({ path, fullPage: true, timeout: 5000 }).then(
    () => true,
    () => false,
  );
  if (taken && error instanceof Error) error.message += `\n\npage: ${page.url()}\nshot: ${path}`;
  throw error;
}

export type Finding = { rule: string; help: string; places: string[] };

/**
 * What axe finds on a page, by all of its rules or by some. Its source is evaluated: our CSP lets no script tag of
 * anybody's in.
 */
export async function axe(page: Page, rules?: readonly string[]): Promise<Finding[]> {
  const { source } = require('axe-core') as typeof axeCore;
  if (await page.evaluate(`!('axe' in window)`)) await page.evaluate(source);
  const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
  const results = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axeCore.AxeResults;
  return results.violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
  }));
}
