import { useSyncExternalStore } from 'react';

/** A few words on what has just been done, for a few seconds, with the way back where there is one. */
export type Toast = {
  id: number;
  message: string;
  tone: 'plain' | 'alarm';
  undo?: () => void;
};

const hearers = new Set<() => void>();
let toasts: readonly Toast[] = [];
let last = 0;

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(hear, () => toasts);
}

/** Takes the place of what was only told. For `undo`, see `useUndo`: it also tells when the undoing was refused. */
export function say(message: string, more: { tone?: Toast['tone']; undo?: () => void } = {}): number {
  last += 1;
  const toast: Toast = { id: last, message, tone: more.tone ?? 'plain', ...(more.undo && { undo: more.undo }) };
  tell([...toasts.filter((one) => one.undo || one.tone === 'alarm').slice(-2), toast]);
  return last;
}

export function unsay(id: number): void {
  tell(toasts.filter((toast) => toast.id !== id));
}

/** Undoes the newest thing that still can be. */
export function undoLast(): boolean {
  const toast = toasts.findLast((one) => one.undo);
  if (!toast) return false;
  unsay(toast.id);
  toast.undo?.();
  return true;
}

function hear(hearer: () => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

function tell(now: readonly Toast[]) {
  toasts = now;
  for (const hearer of hearers) hearer();
}
