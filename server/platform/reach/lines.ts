import { Socket } from 'node:net';

/** Connections that are cut all at once, also those on which nobody listens yet. */
export type Lines = {
  /** where `pg` gets the next one from */
  open(): Socket;
  /** These, and each further one, until they may live again. */
  cut(): void;
  mend(): void;
};

export function newLines(): Lines {
  const sockets = new Set<Socket>();
  let isCut = false;
  return {
    open: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (isCut) process.nextTick(() => socket.destroy());
      return socket;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
  };
}
