import type { Application } from './application.ts';
import { type ChannelName, needsSignature, readChannelName } from './channel-name.ts';
import type { Connection, Pending } from './connection.ts';
import type { Verdict } from './hooks.ts';
import { cacheMiss, channelEvent, errorMessage, subscriptionSucceeded } from './messages.ts';
import { type Proof, prove, Refused } from './proof.ts';
import { holders } from './revocations.ts';
import type { Subscription } from './roster.ts';
import type { Grant } from './signatures.ts';
import type { Holder } from './who.ts';

/** `pusher:subscribe`: the name, the signature, the limits, the program's own word, then the roster. */
export function subscribe(application: Application, connection: Connection, data: Record<string, unknown>): void {
  const name = readChannelName(data.channel);
  if (!name) {
    connection.refuse(String(data.channel).slice(0, 250), invalidName);
    return;
  }
  if (application.roster.subscription(connection, name.name) || connection.pending?.has(name.name)) {
    connection.send(errorMessage(`Existing subscription to channel ${name.name}`));
    return;
  }
  const pending: Pending = { channel: name.name };
  const made = application.revocations.made;
  try {
    const proof = prove(application, connection, name, data);
    const verdict = ask(application, connection, name, proof);
    if (!(verdict instanceof Promise)) {
      settle(application, connection, name, proof, verdict, made);
      return;
    }
    connection.pending ??= new Map();
    connection.pending.set(name.name, pending);
    verdict.then(
      (answer) => {
        if (connection.pending?.get(name.name) !== pending) return; // unsubscribed or gone meanwhile
        connection.pending?.delete(name.name);
        try {
          settle(application, connection, name, proof, answer, made);
        } catch (problem) {
          refuse(application, connection, name.name, problem);
        }
      },
      (problem) => {
        if (connection.pending?.get(name.name) !== pending) return;
        connection.pending?.delete(name.name);
        refuse(application, connection, name.name, problem);
      },
    );
  } catch (problem) {
    refuse(application, connection, name.name, problem);
  }
}

export function unsubscribe(application: Application, connection: Connection, data: Record<string, unknown>): void {
  const channel = typeof data.channel === 'string' ? data.channel : '';
  if (connection.pending?.delete(channel)) return;
  if (readChannelName(channel) && application.roster.subscription(connection, channel)) {
    application.unsubscribe(connection, channel);
  } else {
    connection.send(errorMessage(`No current subscription to channel ${channel.slice(0, 250)}`));
  }
}

function ask(application: Application, connection: Connection, { name }: ChannelName, proof: Proof) {
  const { authorize } = application.around.hooks;
  if (!authorize) return true;
  return authorize({
    app: application.app.id,
    socketId: connection.id,
    channel: name,
    connection: connection.holder,
    signedIn: connection.signedIn?.id,
    grant: proof.grant,
    member: proof.member,
  });
}

function settle(
  application: Application,
  connection: Connection,
  name: ChannelName,
  { grant, member }: Proof,
  verdict: Verdict,
  made: number,
): void {
  if (verdict === false) throw new Refused('AuthError', 403, 'This channel is not for this client');
  const word: Holder = verdict === true ? {} : verdict;
  const user = word.user ?? grant?.user;
  const session = word.session ?? grant?.session;
  const subscription: Subscription = { user, session, member };
  const now = application.around.clock.now();
  const isBare = grant?.issued === undefined && verdict === true;
  const issued = isBare ? connection.opened : grant?.issued;
  const isBarred = isBare && connection.barred?.has(name.name);
  if (
    needsSignature(name.kind) &&
    (isBarred || isRevoked(application, connection, name.name, subscription, issued, made))
  ) {
    throw new Refused('AuthError', 403, 'What was granted has been revoked');
  }
  if (grant?.expires !== undefined && grant.expires <= now) {
    throw new Refused('AuthError', 403, 'What was granted has expired');
  }
  application.subscribe(connection, name.name, subscription, () => {
    connection.send(subscriptionSucceeded(name.name, member ? presence(application, name.name) : '{}'));
    if (name.cached) tellLast(application, connection, name.name);
  });
}

/**
 * A signature can be shown again and again; what was revoked after it was made must stay revoked. Grants tell when they
 * were made. A bare signature does not: it is taken to be as old as its socket, unless the program said just now whose it is.
 */
function isRevoked(
  { revocations }: Application,
  connection: Connection,
  channel: string,
  subscription: Subscription,
  issued: Grant['issued'],
  made: number,
): boolean {
  return revocations.touch({ socketId: connection.id, channel, ...holders(connection, subscription) }, made, issued);
}

function presence({ roster }: Application, channel: string): string {
  const members = roster.members(channel);
  const hash: Record<string, unknown> = Object.create(null); // a user may be called __proto__
  for (const { id, info } of members) hash[id] = info;
  const ids = members.map((member) => member.id);
  return JSON.stringify({ presence: { count: ids.length, ids, hash } });
}

function tellLast(application: Application, connection: Connection, channel: string): void {
  const cached = application.cache.last(channel, application.around.clock.now());
  if (cached) {
    connection.send(channelEvent(channel, cached.event, cached.data));
  } else {
    connection.send(cacheMiss(channel));
    application.webhooks.tell({ name: 'cache_miss', channel });
  }
}

function refuse(application: Application, connection: Connection, channel: string, problem: unknown): void {
  if (problem instanceof Refused) {
    const { type, message, status } = problem;
    connection.refuse(channel, { type, error: message, status });
    return;
  }
  application.around.log('hook.failed', { hook: 'authorize', channel, problem: String(problem) });
  connection.refuse(channel, { type: 'ServerError', error: 'Try again later', status: 500 });
}

const invalidName = {
  type: 'ValidationError',
  error: 'A channel name has 1 to 200 of A-Z a-z 0-9 _ - = @ , . ;',
  status: 400,
};
