import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between a browser and the server, and can be cut. */
export type Network = {
  address: string;
  cut(): void;
  block(): void;
  open(): void;
  /** what is connected stays so, and nothing comes through any more */
  freeze(): void;
  close(): void;
};

export async function openNetwork(to: URL): Promise<Network> {
  const ends = new Set<Socket>();
  let isOpen = true;
  const server = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(Number(to.port), to.hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => {}); // being cut is what it is for
      end.on('close', () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    block: () => {
      isOpen = false;
      cut();
    },
    open: () => {
      isOpen = true;
    },
    freeze: () => {
      for (const end of ends) {
        end.unpipe();
        end.pause();
      }
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
