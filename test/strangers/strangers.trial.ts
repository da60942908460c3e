import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { figure, whole } from '#test/figure.ts';
import { openDataDirs } from '../data-dirs.ts';
import { send } from '../hostile/raw.ts';
import { openProgram, type Program } from '../process.ts';
import { bodiesFor, openPosts } from './bodies.ts';
import { livesOf } from './slow-crowd.ts';

const dataDirs = await openDataDirs();
after(() => dataDirs[Symbol.asyncDispose]());
const probe = join(import.meta.dirname, 'loop-probe.ts');
const program = openProgram({
  command: [process.execPath, '--import', probe, 'server/main.ts'],
  env: { DATA_DIR: dataDirs.fresh(), TRUST_PROXY: '127.0.0.1', SALLE_DEMO: '1' },
});
const address = await program.ready();
const { hostname, port } = new URL(address);

const sockets = 14;
const rounds = 1;

test(`${sockets} sockets send dear bodies to every POST that nobody needs an account for`, async () => {
  await flood(1);
  await longestBlock();
  await wait(1000);
  const idle = await longestBlock();
  const before = memory();
  const grown = highest(() => memory() - before);
  const { requests, most, sent, told } = await flood(rounds);
  const [megabytes, block] = [Math.round(grown() / 1e6), await longestBlock()];
  const all = `${whole(requests)} requests, ${whole(sent / 1e6)} MB in, ${whole(told / 1e6)} MB out`;
  figure('longest answer to a stranger', `${whole(most)} bytes`, all);
  figure('memory beside them, at most', `${megabytes} MB more`);
  figure('longest block of the loop', `${block.toFixed(1)} ms`, `${idle.toFixed(1)} ms while nobody asked`);
  assert(most <= 5000, `an answer of ${most} bytes`);
  assert(megabytes < 50, `memory grew by ${megabytes} MB`);
  assert(block < 50 + idle, `the loop stood still for ${block} ms`);
});

/** Each socket sends all of them one after the other, from networks of its own. */
async function flood(times: number) {
  const posts = openPosts().map(({ path, most }) => ({ path, bodies: Object.values(bodiesFor(most)) }));
  const agents = Array.from({ length: sockets }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const sum = { requests: 0, most: 0, sent: 0, told: 0 };
  await Promise.all(
    agents.map(async (agent, place) => {
      for (let round = 0; round < times; round += 1)
        for (const { path, bodies } of posts)
          for (const body of bodies) {
            const from = `10.${place}.${round}.1`;
            const headers = { 'content-type': 'application/json', origin: address, 'x-forwarded-for': from };
            // Whoever sends more than is read may be cut off before the answer is heard.
            const text = await send(address, { method: 'POST', path, headers, body }, agent).then(
              (answer) => answer.text,
              () => '',
            );
            sum.requests += 1;
            sum.sent += body.length;
            sum.told += text.length;
            sum.most = Math.max(sum.most, Buffer.byteLength(text));
          }
      agent.destroy();
    }),
  );
  return sum;
}

const ofEach = 60;

test(`${ofEach} of each slow kind are ended within thirty seconds, and cost the others nothing`, async () => {
  const alone = await p99While(() => wait(5000));
  let lasted: Record<string, number[]> = {};
  const beside = await p99While(async () => {
    lasted = await livesOf({ hostname, port: Number(port), ofEach });
  });
  for (const [kind, times] of Object.entries(lasted))
    figure(`${kind}: the last of ${ofEach} ended after`, `${(Math.max(...times) / 1000).toFixed(1)} s`);
  figure('p99 of the others beside them', `${beside.toFixed(1)} ms`, `${alone.toFixed(1)} ms without them`);
  assert(
    Object.values(lasted)
      .flat()
      .every((life) => life <= 30_500),
  );
  assert(beside < 2 * alone + 20, `p99 ${beside} ms beside them, ${alone} ms without`);
});

/** Of somebody who looks at the directory meanwhile, twenty times a second. */
async function p99While(act: () => Promise<unknown>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const times: number[] = [];
  const done = act().then(() => true);
  for (let asked = 0; !(await Promise.race([done, wait(50, false)])); asked += 1) {
    const begun = performance.now();
    const headers = { 'x-forwarded-for': `10.200.${asked >> 8}.1` };
    const { status } = await send(address, { method: 'GET', path: '/api/v1/patient/doctors', headers }, agent);
    assert.equal(status, 200);
    times.push(performance.now() - begun);
  }
  agent.destroy();
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

async function longestBlock(of: Program = program): Promise<number> {
  const told = () => [...of.stdout().matchAll(/longest block: ([\d.]+) ms/g)];
  const before = told().length;
  of.signal('SIGUSR2');
  while (told().length === before) await wait(5);
  return Number(told().at(-1)?.[1]);
}

function memory(): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Looks every 20 ms until it is asked for the highest. */
function highest(look: () => number): () => number {
  let most = look();
  const looking = setInterval(() => {
    most = Math.max(most, look());
  }, 20);
  return () => {
    clearInterval(looking);
    return most;
  };
}
