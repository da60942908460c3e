import { useSyncExternalStore } from 'react';

const key = 'salle.keys';
const hearers = new Set<() => void>();
let state = { shown: false };

export function useKeys(): { shown: boolean } {
  return useSyncExternalStore(hear, () => state);
}

export function showKeys(): void {
  tell({ shown: true });
}

export function hideKeys(): void {
  tell({ shown: false });
}

export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true;
  }
}

export function setKeysOn(on: boolean): void {
  try {
    localStorage.setItem(key, on ? 'on' : 'off');
  } catch {
    // Storage may be blocked: the keys then stay as they are.
  }
}

/** `?` lists the keys and `/` goes to the page's search, unless the person is writing or a dialog is open. */
export function hearKeys(): () => void {
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}

function press(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key !== '?' && event.key !== '/') return;
  if (isWriting(event.target) || document.querySelector('dialog[open], [role=dialog]') || !areKeysOn()) return;
  if (event.key === '?') showKeys();
  else if (!focusSearch()) return;
  event.preventDefault();
}

function focusSearch(): boolean {
  const marked = document.querySelector<HTMLElement>('[data-search]');
  const field = marked?.matches('input') ? marked : marked?.querySelector<HTMLElement>('input');
  field?.focus();
  return field !== undefined && field !== null;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function hear(hearer: () => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

function tell(now: { shown: boolean }) {
  state = now;
  for (const hearer of hearers) hearer();
}
