import { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

/**
 * JSON lines for machines, one short line for a person at a terminal. Callers log an `event` with ids and numbers:
 * never a name, an address, a body or a token.
 */
export function openLog(options: { level?: string; terminal?: boolean; destination?: DestinationStream } = {}): Logger {
  const terminal = options.terminal ?? process.stdout.isTTY;
  const destination =
    options.destination ??
    (terminal ? readable(process.stdout) : pino.destination({ sync: false, minLength: 4096, periodicFlush: 200 }));
  return pino({ level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

const levels: Record<number, string> = { 20: 'debug', 30: ' ', 40: 'warn', 50: 'error', 60: 'fatal' };

function readable(out: NodeJS.WritableStream): DestinationStream {
  return new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split('\n')) if (line) out.write(`${asLine(line)}\n`);
      done();
    },
  });
}

function asLine(json: string): string {
  const { level, time, event, msg, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${asWord(value)}`);
  return [String(time).slice(11, 19), levels[level as number] ?? level, event ?? '', msg ?? '', ...fields]
    .filter((part) => part !== '')
    .join(' ');
}

function asWord(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
