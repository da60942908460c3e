import { before } from 'node:test';
import type { Page } from 'playwright-core';
import type { Visit } from '#test/browser.ts';
import { openVisitedClinic, type VisitedClinic } from '#test/visit.ts';

export const patience = 60_000;

export type VisitedSchedule = VisitedClinic & {
  /** the page of their own hours, as a doctor sees it */
  visitHours<T>(as: string, work: (page: Page) => Promise<T>, more?: Partial<Visit>): Promise<T>;
};

/** A clinic in which nothing is booked yet, and the pages on which its doctors set their hours. */
export function openVisitedSchedule(expected?: RegExp): VisitedSchedule {
  const clinic = openVisitedClinic({ expected, patience });
  before(async () => {
    // What the demo's patients have booked stands in nobody's way here.
    await clinic.application.owner.query(
      `update appointment set status = 'no_show' where status in ('held', 'pending', 'confirmed')`,
    );
  });
  return {
    get application() {
      return clinic.application;
    },
    visit: clinic.visit,
    visitHours: (as, work, more) =>
      clinic.visit(
        as,
        '/doctor/schedule',
        async (page) => {
          await page.locator('#schedule-overrides').waitFor();
          return work(page);
        },
        more,
      ),
  };
}
