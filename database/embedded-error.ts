/** Thrown for what a person can mend; `message` is one line for the terminal. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

/** The line of PostgreSQL's output that says why it gave up, without its time stamp. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const reason =
    lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1) ?? 'no reason given';
  return reason.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, '').trim();
}
