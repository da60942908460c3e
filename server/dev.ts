import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { watchSources } from './changes.ts';
import { command, tell } from './command.ts';
import { type Ground, openGround } from './ground.ts';
import { type Config, isDemoAsked, readConfig } from './platform/config.ts';
import { requireFreePort } from './platform/port.ts';
import { wishToEnd } from './wish-to-end.ts';

/**
 * `npm run dev`: the database stays, the server starts anew whenever what it is made of changes, and pages change in the
 * browser as they are written. The contract is both sides': whoever changes it waits for both.
 */
const root = join(import.meta.dirname, '..');
/** What Node has made of the sources that did not change is not made again. */
const NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/salle-compiled');
type Environment = Record<string, string | undefined>;

await command(() => develop(readConfig(process.env)));
process.exit();

async function develop(config: Config): Promise<void> {
  const stopping = wishToEnd();
  await requireFreePort(config);
  const port = config.port || (await freePort());
  const serverPort = await freePort();
  const ground = await openGround(config, tell);
  try {
    await Promise.all([
      keepRunning({
        name: 'the server',
        args: ['server/main.ts', '--without-pages'],
        env: {
          NODE_COMPILE_CACHE,
          ...process.env,
          ...databaseSettings(config, ground),
          ...addressSettings(config, port, serverPort),
        },
        sources: ['contract', 'database', 'realtime', 'server'],
        stopping,
      }),
      keepRunning({
        name: 'what serves the pages',
        args: ['web/build/serve.ts'],
        env: {
          NODE_COMPILE_CACHE,
          ...process.env,
          PORT: `${port}`,
          HOST: config.host,
          SALLE_SERVER: `http://127.0.0.1:${serverPort}`,
        },
        sources: ['contract', 'web/build'],
        stopping,
      }),
    ]);
  } finally {
    await ground.close();
  }
}

/** The server finds the embedded database as it would one of somebody else's, and yet makes a demo where `npm start` does. */
function databaseSettings(config: Config, { owner, secret }: Ground): Environment {
  if (config.databaseUrl) return {};
  const { host = '', port, user, password, database } = owner;
  return {
    DATABASE_URL: `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}?sslmode=disable`,
    SALLE_SECRET: secret,
    SALLE_DEMO: isDemoAsked(config) ? '1' : '0',
  };
}

/** People, and with them letters, cookies and sockets, know only the address of the pages, under any of its names. */
function addressSettings({ publicUrl, allowedOrigins }: Config, port: number, serverPort: number): Environment {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `http://${name}:${port}`);
  const address = publicUrl?.origin ?? own[0];
  return {
    HOST: '127.0.0.1',
    PORT: `${serverPort}`,
    PUBLIC_URL: address,
    ALLOWED_ORIGINS: (allowedOrigins ?? [address, ...own]).join(),
  };
}

type Running = {
  name: string;
  args: readonly string[];
  env: Environment;
  sources: readonly string[];
  stopping: Promise<void>;
};

/** Runs a program, anew after each change of its sources, until somebody wishes to end. */
async function keepRunning({ name, args, env, sources, stopping }: Running): Promise<void> {
  using changes = watchSources(root, sources);
  const wished = stopping.then(() => 'stop' as const);
  for (;;) {
    const changed = changes.next().then(() => 'changed' as const);
    // The channel says nothing: it breaks however we die, and then the program ends too.
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ended = once(child, 'exit').then(() => 'ended' as const);
    let why = await Promise.race([wished, changed, ended]);
    if (why === 'ended') {
      tell(`${name} has ended; it starts again when something changes`);
      why = await Promise.race([wished, changed]);
    }
    await end(child, ended);
    if (why === 'stop') return;
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
