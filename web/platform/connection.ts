import { useSyncExternalStore } from 'react';

/**
 * Whether the clinic's server answers. Believed lost as soon as a request gets no answer or the browser says so;
 * then it is asked every few seconds, and believed back as soon as anything answers.
 */
const hearers = new Set<() => void>();
let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;

export function useConnectionLost(): boolean {
  return useSyncExternalStore(hearConnection, isConnectionLost);
}

export function isConnectionLost(): boolean {
  return lost;
}

export function hearConnection(hearer: () => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

export function noteAnswer(): void {
  clearTimeout(timer);
  tell(false);
}

export function noteSilence(): void {
  tell(true);
  clearTimeout(timer);
  timer = setTimeout(tryAgain, 4000);
}

/** Asks the server for a sign of life. */
export async function tryAgain(): Promise<void> {
  try {
    await fetch('/healthz', { cache: 'no-store' });
    noteAnswer();
  } catch {
    noteSilence();
  }
}

function tell(now: boolean) {
  if (now === lost) return;
  lost = now;
  for (const hearer of hearers) hearer();
}

addEventListener('offline', noteSilence);
addEventListener('online', () => void tryAgain());
