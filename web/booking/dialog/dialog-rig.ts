import type { Page } from 'playwright-core';

export const complaint = 'A cough since Tuesday';

/** A doctor's page with one of their times chosen. */
export const at = (doctor: number, start: string) => `/doctors/${doctor}?slot=${start.replace(':00.000Z', 'Z')}`;
export const onward = (page: Page) => page.locator('[data-onward]').click();

/** From a chosen time into the form, where it is kept. */
export async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Book this time' }).click();
  await kept(page);
}

export function kept(page: Page): Promise<void> {
  return page
    .getByText(/^Kept for/)
    .first()
    .waitFor();
}

export async function toSummary(page: Page): Promise<void> {
  await begin(page);
  await onward(page);
  await page.getByLabel('What brings you?').fill(complaint);
  await onward(page);
  await page.getByText('You can move or cancel it later').waitFor();
}

export async function reference(page: Page): Promise<string> {
  await page.locator('[data-reference]').first().waitFor();
  return (await page.locator('[data-reference]').first().textContent()) ?? '';
}
