import { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { type BootOptions, bootApplication, type TestApplication } from './application.ts';
import { openBrowser, type TestBrowser, type Visit } from './browser.ts';

export type VisitedClinic = {
  readonly application: TestApplication;
  /** A page of the clinic, seen by somebody or, where that is undefined, by nobody in particular. */
  visit<T>(as: string | undefined, path: string, work: (page: Page) => Promise<T>, more?: Partial<Visit>): Promise<T>;
};

export type VisitedOptions = Pick<Visit, 'expected'> & {
  /** how long a page may take for each step, in milliseconds; as long as any other where it is left out */
  patience?: number;
  boot?: BootOptions;
};

/** The demo clinic with its pages, and a browser to visit it: from before the first test of a suite to after its last. */
export function openVisitedClinic({ expected, patience, boot }: VisitedOptions = {}): VisitedClinic {
  let application: TestApplication;
  let browser: TestBrowser;
  before(async () => {
    [application, browser] = await Promise.all([bootApplication({ demo: true, pages: true, ...boot }), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await application?.close();
  });
  return {
    get application() {
      return application;
    },
    visit: (as, path, work, more = {}) =>
      browser.visit({ application, path, expected, ...(as && { as }), ...more }, async (page) => {
        if (patience !== undefined) page.setDefaultTimeout(patience);
        return work(page);
      }),
  };
}
