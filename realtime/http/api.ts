import type { Application } from '../application.ts';
import type { ApiAnswer, ApiRequest, Revocation } from '../calls.ts';
import { readChannelName } from '../channel-name.ts';
import type { Clock } from '../clock.ts';
import { closing } from '../codes.ts';
import type { Note } from '../notes.ts';
import type { UsedSignatures } from '../used-signatures.ts';
import { ApiProblem, describe, readBatch, readEvent, readInfo, type Triggered } from './events.ts';
import { foreignBody, judge } from './signature.ts';

type Around = {
  readonly clock: Clock;
  readonly used: UsedSignatures;
  readonly say: (note: Note) => void;
  readonly revoke: (application: Application, revocation: Revocation) => void;
};

type Call = {
  readonly application: Application;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** what the path names */
  readonly named: string;
};

/** Pusher's HTTP API: an answer for a call, whatever server it came through. */
export class HttpApi {
  readonly #applications: ReadonlyMap<string, Application>;
  readonly #around: Around;

  constructor(applications: ReadonlyMap<string, Application>, around: Around) {
    this.#applications = applications;
    this.#around = around;
  }

  /** Whether the path is one of ours at all. */
  owns(url: string): boolean {
    return url.startsWith('/apps/');
  }

  answer(request: ApiRequest): ApiAnswer {
    return answered(() => newAnswer(200, this.#answer(request)));
  }

  /** What a call is answered that is refused whatever its body may be, so that nobody need read it. */
  refusal(request: Omit<ApiRequest, 'body'>): ApiAnswer | undefined {
    return answered(() => void this.#read(request));
  }

  #answer({ body, ...request }: ApiRequest): unknown {
    const { application, query, judgement, route, named } = this.#read(request);
    const problem = foreignBody(query, body);
    if (problem !== undefined) throw new ApiProblem(401, problem);
    if (request.method === 'POST') this.#refuseReplay(application, judgement);
    return route.call(this, { application, query, body, named });
  }

  #read({ method, url }: Omit<ApiRequest, 'body'>) {
    const [path = '', ...rest] = url.split('?');
    const query = readQuery(rest.join('?'));
    const [, , id = '', ...parts] = path.split('/');
    const application = this.#applications.get(id);
    if (!application) throw new ApiProblem(404, 'There is no such application');
    const judgement = judge(application.app, { method, path, query }, this.#around.clock.now());
    if ('problem' in judgement) throw new ApiProblem(401, judgement.problem);
    if (!application.app.enabled) throw new ApiProblem(403, 'The application is disabled');
    return { application, query, judgement, ...this.#route(method, parts) };
  }

  #route(method: string, parts: readonly string[]): { route: (call: Call) => unknown; named: string } {
    const [first = '', second, third] = parts;
    const shape = [first, second === undefined ? undefined : '*', third].filter((part) => part !== undefined).join('/');
    const routes = parts.length > 3 ? undefined : this.#routes[shape];
    if (!routes) throw new ApiProblem(404, 'There is no such path');
    const route = routes[method];
    if (!route) throw new WrongMethod(Object.keys(routes).join(', '));
    return { route, named: decoded(second ?? '') };
  }

  readonly #routes: Record<string, Record<string, (call: Call) => unknown>> = {
    events: { POST: this.#trigger },
    batch_events: { POST: this.#triggerBatch },
    channels: { GET: this.#channels },
    'channels/*': { GET: this.#channel },
    'channels/*/users': { GET: this.#users },
    connections: { GET: this.#connections },
    'users/*/terminate_connections': { POST: this.#terminate },
  };

  #trigger({ application, body }: Call): unknown {
    const event = readEvent(application.app, parse(body));
    this.#publish(application, event);
    if (event.info.length === 0) return {};
    const about = event.channels.map((channel) => [channel, describe(application, channel, event.info)]);
    return { channels: Object.fromEntries(about) };
  }

  #triggerBatch({ application, body }: Call): unknown {
    const events = readBatch(application.app, parse(body)); // all of them are read before the first is published
    for (const event of events) this.#publish(application, event);
    if (events.every((event) => event.info.length === 0)) return {};
    return { batch: events.map(({ channels: [channel = ''], info }) => describe(application, channel, info)) };
  }

  #channels({ application, query }: Call): unknown {
    const info = readInfo(query.get('info'));
    const prefix = query.get('filter_by_prefix') ?? '';
    if (info.includes('user_count') && !prefix.startsWith('presence-')) {
      throw new ApiProblem(400, 'user_count is known of presence channels only: filter_by_prefix must say so');
    }
    if (info.includes('cache')) throw new ApiProblem(400, 'cache is told of one channel at a time');
    const names = [...application.roster.names()].filter((name) => !name.startsWith('#') && name.startsWith(prefix));
    return { channels: Object.fromEntries(names.map((name) => [name, describe(application, name, info)])) };
  }

  #channel({ application, query, named }: Call): unknown {
    const name = channelNamed(named);
    const info = readInfo(query.get('info'));
    if (info.includes('user_count') && name.kind !== 'presence') {
      throw new ApiProblem(400, 'user_count is known of presence channels only');
    }
    if (info.includes('cache') && !name.cached) throw new ApiProblem(400, 'Only cache channels have a cache');
    return { occupied: application.roster.count(named) > 0, ...describe(application, named, info) };
  }

  #users({ application, named }: Call): unknown {
    if (channelNamed(named).kind !== 'presence') throw new ApiProblem(400, 'Only presence channels have users');
    return { users: application.roster.members(named).map(({ id }) => ({ id })) };
  }

  #connections({ application }: Call): unknown {
    return { connections: application.connections.size + application.around.elsewhere(application.app.id) };
  }

  #terminate({ application, named }: Call): unknown {
    if (named === '') throw new ApiProblem(404, 'There is no such path');
    this.#around.revoke(application, { user: named, close: closing.unauthorised.code });
    return {};
  }

  #publish(application: Application, { info: _, ...event }: Triggered): void {
    application.publish(event);
    this.#around.say({ kind: 'event', app: application.app.id, ...event });
  }

  #refuseReplay({ app }: Application, { signature, until }: { signature: string; until: number }): void {
    const { used, say } = this.#around;
    if (app.replays !== 'refuse') return;
    if (used.has(app.id, signature)) {
      throw new ApiProblem(401, 'This call has been made already: sign it anew, or with another parameter');
    }
    used.add(app.id, signature, until);
    say({ kind: 'used', app: app.id, signature, until });
  }
}

class WrongMethod extends ApiProblem {
  readonly allowed: string;
  constructor(allowed: string) {
    super(405, `This path answers ${allowed}`);
    this.allowed = allowed;
  }
}

function answered<Answer extends ApiAnswer | undefined>(answer: () => Answer): Answer | ApiAnswer {
  try {
    return answer();
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    const headers: Record<string, string> = problem instanceof WrongMethod ? { allow: problem.allowed } : {};
    return newAnswer(problem.status, { error: problem.message }, headers);
  }
}

function channelNamed(text: string) {
  const name = readChannelName(text);
  if (!name) throw new ApiProblem(400, 'Not the name of a channel');
  return name;
}

/**
 * The parameters as they are signed: by names in small letters, each once, decoded. What a signature covers is one text, so whatever
 * could stand in it for other parameters than it is read as is refused.
 */
function readQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at === -1 ? part : part.slice(0, at)).toLowerCase();
    const value = at === -1 ? '' : decoded(part.slice(at + 1));
    if (!/^[a-z0-9_.-]+$/.test(name)) throw new ApiProblem(400, 'A parameter has a name of letters, digits, - _ and .');
    if (/[&\r\n]/.test(value)) throw new ApiProblem(400, `${name} must not hold what parts parameters`);
    if (query.has(name)) throw new ApiProblem(400, `${name} is given twice`);
    query.set(name, value);
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiProblem(400, 'The address holds a % that encodes nothing');
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ApiProblem(400, 'The body must be JSON');
  }
}

function newAnswer(status: number, content: unknown, headers: Record<string, string> = {}): ApiAnswer {
  const body = JSON.stringify(content);
  const length = String(Buffer.byteLength(body));
  return { status, headers: { 'content-type': 'application/json', 'content-length': length, ...headers }, body };
}
