import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { figure, median, ratio, whole } from '../test/figure.ts';
import { Fleet } from './fan-out-fleet.ts';

/** How many sockets hear how many events a second, beside `ws` as one would use it first, and socket.io. */
const kinds = ['ws', 'salle', 'socketIo'] as const;
const names = { ws: 'ws, send to each', salle: 'realtime/', socketIo: 'socket.io' };
const rounds = 5;
const roundMilliseconds = 400;
/** A busy machine gets fewer rounds, never a longer bench. */
const enoughAfter = 40_000;

type Used = { seconds: number; rss: number };
type Side = { fleet: Fleet; publish(count: number): void; used(): Promise<Used>; end(): void };
type Round = { perSecond: number; cpuPerMillion: number; loadBusy: number };

/** Where there is more than one core, the servers have one for themselves, and the load another. */
function pin(pid: number | undefined, core: number): void {
  if (availableParallelism() < 2 || pid === undefined) return;
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    // no taskset here: the scheduler decides
  }
}

async function open(kind: string): Promise<Side> {
  const script = join(import.meta.dirname, 'fan-out-peer.ts');
  const child = spawn(process.execPath, ['--expose-gc', script, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  pin(child.pid, 0);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [port = 0, controlPort = 0] = line.toString().split(' ').map(Number);
  const control = connect(controlPort, '127.0.0.1').setNoDelay();
  control.setEncoding('utf8');
  return {
    fleet: new Fleet(port, kind),
    publish: (count) => void control.write('p'.repeat(count)),
    async used() {
      control.write('u');
      const [text] = (await once(control, 'data')) as [string];
      return JSON.parse(text) as Used;
    },
    end() {
      control.destroy();
      child.kill();
    },
  };
}

/** What one event is on the wire here, found out by publishing one. */
async function frameBytes({ fleet, publish }: Side): Promise<number> {
  fleet.received = 0;
  publish(1);
  let before = -1;
  while (fleet.received === 0 || fleet.received !== before) {
    before = fleet.received;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return fleet.received / fleet.size;
}

/** Keeps so many events in flight: as one has reached everybody, the next is published. */
async function round(side: Side, bytes: number, inFlight: number): Promise<Round> {
  const { fleet, publish } = side;
  const before = await side.used();
  const loadBefore = process.cpuUsage();
  fleet.received = 0;
  const all = bytes * fleet.size;
  let sent = inFlight;
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    fleet.onReceived = () => {
      const done = Math.floor(fleet.received / all);
      if (performance.now() - begun >= roundMilliseconds) {
        if (fleet.received >= sent * all) resolve();
      } else if (sent - done < inFlight) {
        publish(inFlight - (sent - done));
        sent = done + inFlight;
      }
    };
    publish(inFlight);
  });
  fleet.onReceived = () => {};
  const took = performance.now() - begun;
  const load = process.cpuUsage(loadBefore);
  const cpu = (await side.used()).seconds - before.seconds;
  const deliveries = sent * fleet.size;
  return {
    perSecond: (deliveries / took) * 1000,
    cpuPerMillion: (cpu / deliveries) * 1e6,
    loadBusy: (load.user + load.system) / 1000 / took,
  };
}

async function connectAll(sides: Map<string, Side>, count: number): Promise<void> {
  for (const kind of kinds) {
    const side = sides.get(kind);
    if (!side) continue;
    const before = await side.used();
    const begun = performance.now();
    const more = count - side.fleet.size;
    await side.fleet.grow(more);
    const took = performance.now() - begun;
    const after = await side.used();
    if (count < 5_000) continue; // the first thousand also warm everything up
    const kilobytes = (after.rss - before.rss) / more / 1024;
    const aim = kind === 'salle' ? `aim at most 10${kilobytes > 10 ? ': MISSED' : ''}` : '';
    figure(`${names[kind]}: kB of an idle connection`, kilobytes.toFixed(1), aim);
    const asked = kind === 'salle' ? ', with a private subscription each' : '';
    figure(`${names[kind]}: connects/s`, whole((more / took) * 1000), `${more}${asked}`);
  }
}

async function compare(sides: Map<string, Side>, subscribers: number, inFlight: number, aim: number): Promise<void> {
  const results = new Map<string, Round[]>(kinds.map((kind) => [kind, []]));
  const sizes = new Map<string, number>();
  for (const [kind, side] of sides) sizes.set(kind, await frameBytes(side));
  for (let again = 0; again < rounds && (again === 0 || performance.now() < enoughAfter); again += 1) {
    for (const [kind, side] of sides) results.get(kind)?.push(await round(side, sizes.get(kind) ?? 0, inFlight));
  }
  const of = (kind: string, what: keyof Round) => median((results.get(kind) ?? []).map((one) => one[what]));
  for (const kind of kinds) {
    const perSecond = of(kind, 'perSecond');
    const name = `${names[kind]}: deliveries/s, ${subscribers} × ${inFlight} in flight`;
    const against = kind === 'salle' ? ratio(perSecond, of('ws', 'perSecond'), aim) : '';
    const cpu = of(kind, 'cpuPerMillion');
    const lighter = kind === 'salle' ? ` (ws needs ${(of('ws', 'cpuPerMillion') / cpu).toFixed(1)} times that)` : '';
    const cost = `${cpu.toFixed(2)} CPU s a million${lighter}`;
    const busy = of(kind, 'loadBusy');
    figure(
      name,
      whole(perSecond),
      [cost, `load ${(busy * 100).toFixed(0)} % busy`, against].filter(Boolean).join(' · '),
    );
  }
}

export async function run(): Promise<void> {
  pin(process.pid, 1);
  const sides = new Map<string, Side>();
  try {
    for (const kind of kinds) sides.set(kind, await open(kind));
    for (const subscribers of [1_000, 5_000]) {
      await connectAll(sides, subscribers);
      await compare(sides, subscribers, 1, 1.2);
      await compare(sides, subscribers, 8, 5);
    }
  } finally {
    for (const { fleet, end } of sides.values()) {
      fleet.close();
      end();
    }
  }
}

if (import.meta.main) {
  await run();
  process.exit();
}
