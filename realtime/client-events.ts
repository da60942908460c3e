import type { Application } from './application.ts';
import { readChannelName } from './channel-name.ts';
import { errors } from './codes.ts';
import type { Connection } from './connection.ts';
import type { ClientEvent } from './hooks.ts';
import { type ClientMessage, errorMessage } from './messages.ts';

/** A client's own event, for the others on a private or presence channel. Who sent it is the server's word. */
export function whisper(application: Application, connection: Connection, message: ClientMessage): void {
  const { app, roster, around, webhooks } = application;
  const name = readChannelName(message.channel);
  const problem = whyNot(application, connection, message);
  if (!name || problem) {
    connection.send(errorMessage(problem?.why ?? 'Not a channel', problem?.code, name?.name));
    return;
  }
  const channel = name.name;
  const { event, data } = message;
  const subscription = roster.subscription(connection, channel);
  const { user, session } = subscription ?? connection.holder;
  const member = subscription?.member;
  const said: ClientEvent = {
    app: app.id,
    socketId: connection.id,
    channel,
    member,
    user: member?.id ?? user,
    session,
    event,
    data,
  };
  if (!isLetThrough(around, said)) return;
  application.whisper(channel, event, data, member?.id, connection);
  around.say({ kind: 'whisper', app: app.id, channel, event, data, user: member?.id });
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  webhooks.tell({ name: 'client_event', channel, event, data: text, socket_id: connection.id, user_id: member?.id });
}

function isLetThrough({ hooks, log }: Application['around'], event: ClientEvent): boolean {
  try {
    return hooks.onClientEvent?.(event) !== false;
  } catch (problem) {
    log('hook.failed', { hook: 'onClientEvent', channel: event.channel, problem: String(problem) });
    return false;
  }
}

function whyNot({ app, roster, around }: Application, connection: Connection, { event, channel, data }: ClientMessage) {
  const code = errors.clientEventRefused;
  const name = readChannelName(channel);
  if (app.clientEvents === 'off') return { code, why: 'The application takes no client events' };
  if (name?.kind !== 'private' && name?.kind !== 'presence') {
    return { code, why: 'Client events go to private and presence channels' };
  }
  if (!app.clientEventsOn(name.name)) return { code, why: 'This channel takes no client events' };
  if (app.clientEvents === 'members' && !roster.subscription(connection, name.name)) {
    return { code: errors.unauthorised, why: 'Only its subscribers send client events to a channel' };
  }
  const { eventNameLength, eventBytes } = app.limits;
  if (event.length > eventNameLength) return { code, why: `An event's name has at most ${eventNameLength} characters` };
  if (Buffer.byteLength(JSON.stringify(data) ?? '') > eventBytes) {
    return { code, why: `An event's data has at most ${eventBytes} bytes` };
  }
  if (!connection.mayWhisper(name.name, around.clock.now())) return { code, why: 'Too many client events' };
  return undefined;
}
