import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { inviteAccount, makeToken } from '#contract/identity.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { newClient } from '../client.ts';

/** Requests of all kinds without a pause, each written down with how it ended: nothing is tried again unseen. */
export type Load = {
  /** how often each answer came; `refused` where nobody listened, or nobody read what a new connection brought */
  seen: ReadonlyMap<string, number>;
  /** what was sent and neither answered whole nor refused at the door */
  cut: readonly string[];
  /** accounts whose making was acknowledged */
  made: ReadonlySet<string>;
  count(answer: string): number;
  /** waits until this answer has come so many times more */
  until(answer: string, times?: number): Promise<void>;
  stop(): Promise<void>;
};

type Ask = { method: string; path: string; body?: object };

/** Each on a connection of its own that is kept, as browsers and proxies do. */
const callers = 6;
const patience = 90_000;

export async function adminToken(address: string): Promise<string> {
  const body = { email: 'admin@salle.test', password: demoPassword, name: 'a test' };
  return (await newClient(address, () => ({})).ask(makeToken, { body })).data.token;
}

export function startLoad(address: string, token: string): Load {
  const seen = new Map<string, number>();
  const cut: string[] = [];
  const made = new Set<string>();
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  let going = true;

  const all = Array.from({ length: callers }, async (_, place) => {
    for (let turn = place; going; turn += 1) {
      const email = `made-${randomUUID()}@salle.test`;
      const answer = await answerTo(nextAsk(turn, email));
      if (answer === '201') made.add(email);
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
      if (answer.startsWith('cut')) cut.push(answer);
      if (!/^2/.test(answer)) await wait(20);
    }
  });

  async function answerTo({ method, path, body }: Ask): Promise<string> {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    const asking = request(address + path, { method, headers, agent });
    let response: IncomingMessage | undefined;
    try {
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        asking.once('response', resolve).once('error', reject);
      });
      asking.end(body && JSON.stringify(body));
      response = await answered;
      await text(response);
      return String(response.statusCode);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      // The system itself takes connections, and drops those that the program had not come to before it closed its port.
      if (code === 'ECONNREFUSED' || (!asking.reusedSocket && /^(read|connect) ECONNRESET|^write EPIPE/.test(message)))
        return 'refused';
      return `cut ${response ? 'in its answer' : asking.reusedSocket ? 'on a kept connection' : 'unread'}: ${code} ${message}`;
    }
  }

  const count = (answer: string) => seen.get(answer) ?? 0;
  return {
    seen,
    cut,
    made,
    count,
    until: async (answer, times = 1) => {
      const enough = count(answer) + times;
      const deadline = performance.now() + patience;
      while (count(answer) < enough) {
        if (performance.now() > deadline) throw new Error(`never answered ${answer}, but ${JSON.stringify([...seen])}`);
        await wait(5);
      }
    },
    stop: async () => {
      going = false;
      await Promise.all(all);
      agent.destroy();
    },
  };
}

/** Four times something is read, then something is made. */
function nextAsk(turn: number, email: string): Ask {
  const reads = ['/api/v1/me', '/api/v1/patient/doctors', '/api/v1/specializations', '/api/v1/clinic'];
  const path = reads[turn % 5];
  if (path) return { method: 'GET', path };
  const body = { name: 'Made Meanwhile', email, role: 'patient' };
  return { method: inviteAccount.method, path: inviteAccount.path, body };
}
