/** Rung after each commit of facts; who tells of facts listens, and who only writes some need not know whether anybody does. */
export type Bell = { ring(): void; listen(act: () => void): void };

export function newBell(): Bell {
  const listeners: (() => void)[] = [];
  return {
    ring: () => {
      for (const act of listeners) act();
    },
    listen: (act) => void listeners.push(act),
  };
}
