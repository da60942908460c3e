import { useSyncExternalStore } from 'react';
import type { BookingForm } from './visit.ts';

/**
 * The one form that this tab fills in. It outlives a reload, the way to sign-in and a sign-in that ends in between: kept
 * in the tab's own storage, which goes with the tab, and forgotten as soon as it is booked or somebody signs out.
 */
const key = 'salle.booking';
const hearers = new Set<() => void>();
let form: BookingForm | null = kept();

export function useBookingForm(): BookingForm | null {
  return useSyncExternalStore(hear, currentForm);
}

export function currentForm(): BookingForm | null {
  return form;
}

export function startForm(started: BookingForm): void {
  take(started);
}

/** Does nothing where there is no form any more. */
export function changeForm(change: (form: BookingForm) => BookingForm): void {
  if (form) take(change(form));
}

export function dropForm(): void {
  take(null);
}

function take(now: BookingForm | null) {
  form = now;
  keep();
  for (const hearer of hearers) hearer();
}

function keep() {
  try {
    if (form) sessionStorage.setItem(key, JSON.stringify(form));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage may be blocked or full: the form then lasts as long as the page.
  }
}

function kept(): BookingForm | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function hear(hearer: () => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}
