import { execFile } from 'node:child_process';

/** Tells systemd, where it has started us, that we serve, that we live, and that we end. Elsewhere nobody is told. */
export type Supervisor = {
  /** from now on it hears as often as it wants that we live, as long as we do; who is silent is ended by it */
  ready(isAlive: () => boolean): void;
  stopping(): void;
};

/**
 * Node cannot send to the socket that systemd names (a datagram socket of the system's), but systemd brings a program that can.
 * It is a child of ours, hence `NotifyAccess=all` in the unit.
 */
export function newSupervisor(
  { NOTIFY_SOCKET, WATCHDOG_USEC }: Readonly<Record<string, string | undefined>>,
  note: (line: string) => void,
): Supervisor {
  let watch: NodeJS.Timeout | undefined;

  function tell(...words: string[]): void {
    if (!NOTIFY_SOCKET) return;
    execFile('systemd-notify', words, (error) => {
      if (error) note(`systemd could not be told (${words.join(' ')}): ${error.message.split('\n')[0]}`);
    });
  }

  return {
    ready: (isAlive) => {
      tell('--ready');
      const patience = Number(WATCHDOG_USEC) / 1000;
      if (patience > 0) watch = setInterval(() => isAlive() && tell('WATCHDOG=1'), patience / 3);
    },
    stopping: () => {
      clearInterval(watch);
      tell('--stopping');
    },
  };
}
