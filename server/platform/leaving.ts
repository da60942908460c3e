import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

/** How long whoever was let in last may take to ask, in milliseconds: what they send is on its way. */
const lastMoment = 100;
/** How long what is under way may take once we have said that we leave, in milliseconds. */
export const longestAnswer = 1500;

/** The end of the process as those see it who ask: first it is said, then what is under way is answered, then nobody is let in. */
export type Leaving = {
  /** whether it was said: `/readyz` tells it, and every answer ends its connection */
  begun(): boolean;
  /** Says it, and stays a moment longer for whoever has sent already or is to be led to another process. */
  begin(): Promise<void>;
  /** Nobody is let in any more: those who were have a moment to ask. */
  doorClosed(): Promise<void>;
  /** when nothing has to be answered any more, or nobody waits for it any longer */
  answered(): Promise<void>;
  /** an answer is under way until its connection has it, or is gone */
  answering(response: ServerResponse): void;
};

export function newLeaving(noticeMs: number): Leaving {
  const underWay = new Set<ServerResponse>();
  let notice: Promise<void> | undefined;
  const read = Promise.withResolvers<void>();
  let onLast = () => {};

  function ended(response: ServerResponse): void {
    underWay.delete(response);
    if (underWay.size === 0) onLast();
  }

  return {
    begun: () => notice !== undefined,
    begin: () => (notice ??= after(noticeMs)),
    answering: (response) => {
      underWay.add(response);
      response.once('close', () => ended(response));
    },
    doorClosed: async () => {
      await after(lastMoment);
      read.resolve();
    },
    answered: async () => {
      await read.promise;
      if (underWay.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      onLast = resolve;
      const impatience = setTimeout(resolve, longestAnswer + 500);
      await promise;
      clearTimeout(impatience);
    },
  };
}
