import type { Application } from './application.ts';
import { whisper } from './client-events.ts';
import { closing } from './codes.ts';
import type { Connection } from './connection.ts';
import { type ClientMessage, errorMessage, pong } from './messages.ts';
import { signIn } from './signing-in.ts';
import { subscribe, unsubscribe } from './subscribing.ts';

/** Takes in one message of a client's. What cannot be understood is answered, and the connection goes on. */
export function hear(application: Application, connection: Connection, bytes: Buffer, isBinary: boolean): void {
  if (!connection.isOpen) return;
  if (!connection.mayTalk(application.around.clock.now())) {
    connection.close(closing.flooding);
    return;
  }
  const message = isBinary ? undefined : read(bytes.toString());
  if (!message) {
    connection.send(errorMessage('A message must be text: a JSON object with an event'));
    return;
  }
  const { event } = message;
  if (event === 'pusher:ping') connection.send(pong());
  else if (event === 'pusher:pong') return;
  else if (event === 'pusher:subscribe') subscribe(application, connection, content(message));
  else if (event === 'pusher:unsubscribe') unsubscribe(application, connection, content(message));
  else if (event === 'pusher:signin') signIn(application, connection, content(message));
  else if (event.startsWith('client-')) whisper(application, connection, message);
  else connection.send(errorMessage(`Not an event that clients may send: ${event.slice(0, 100)}`));
}

function read(text: string): ClientMessage | undefined {
  const value = parse(text);
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string'
    ? (value as ClientMessage)
    : undefined;
}

/** The data of the protocol's own messages is an object, or that object as a string. */
function content({ data }: ClientMessage): Record<string, unknown> {
  const value = typeof data === 'string' ? parse(data) : data;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told to the client as an error
  }
}
