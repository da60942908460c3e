import { EmbeddedError } from '#database/embedded.ts';
import { MigrationError } from '#database/migrate.ts';
import { ConfigError } from './platform/config.ts';

/** What was asked for cannot be done; its message is the one line that a person reads. */
export class CommandError extends Error {}

/** On the way that no output takes which somebody may want to keep. */
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs what was asked for at the terminal. What a person can mend is told in one line, all else keeps its stack. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isForAPerson(error)) throw error;
    tell(error.message);
    process.exitCode = 1;
  }
}

function isForAPerson(error: unknown): error is Error {
  return [CommandError, ConfigError, EmbeddedError, MigrationError].some((kind) => error instanceof kind);
}
