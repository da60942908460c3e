import { argon2 as argon2Callback, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { makeToken } from '#contract/identity.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { cost } from '#server/identity/passwords.ts';
import { newClient } from '../test/client.ts';
import { figure, ratio, whole } from '../test/figure.ts';
import { openClinic } from './clinic.ts';

/** How many people can come in at once? Sign-ins a second against their one costly step, the password's hash, alone. */
const seconds = 6;
const callers = 8;
const people = ['amina.haddad', 'karim.benali', 'emily.chen', 'yasmine', 'omar', 'lucas', 'reception', 'admin'];

const argon2 = promisify(argon2Callback);
await using clinic = await openClinic();
const nobody = newClient(clinic.address, () => ({}));

const signedIn = await perSecond(async (caller) => {
  const email = `${people[caller % people.length]}@salle.test`;
  await nobody.ask(makeToken, { body: { email, password: demoPassword, name: 'a bench' } });
}, pingsOf(clinic.address));
const hashed = await perSecond(async () => {
  const how = { ...cost, message: demoPassword, nonce: randomBytes(16), tagLength: 32 };
  await argon2('argon2id', how);
});

const { memory, passes, parallelism } = cost;
const named = `argon2id, ${Math.round(memory / 1024)} MiB, ${passes} passes, ${parallelism} lane`;
figure('sign-ins', `${whole(signedIn.rate)}/s`, `${callers} at once, ${ratio(signedIn.rate, hashed.rate, 0.7)}`);
figure('the hash alone', `${whole(hashed.rate)}/s`, named);
figure(
  'another request meanwhile, p99',
  `${signedIn.slowest.toFixed(1)} ms`,
  'GET /healthz: what the event loop has for others',
);

/** Asks for something small every 10 ms: how long it waits is how long the loop is held. */
function pingsOf(address: string): () => Promise<void> {
  return async () => {
    await (await fetch(`${address}/healthz`)).arrayBuffer();
  };
}

async function perSecond(work: (caller: number) => Promise<void>, ping?: () => Promise<void>) {
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let done = 0;
  const waits: number[] = [];
  const pinging = async () => {
    while (ping && performance.now() < end) {
      const sentAt = performance.now();
      await ping();
      waits.push(performance.now() - sentAt);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const working = Array.from({ length: callers }, async (_, caller) => {
    for (; performance.now() < end; done++) await work(caller);
  });
  await Promise.all([...working, pinging()]);
  const rate = (done / (performance.now() - begun)) * 1000;
  waits.sort((a, b) => a - b);
  return { rate, slowest: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN };
}
