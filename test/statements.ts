import pg from 'pg';

type Client = pg.Client & { connectionParameters: { application_name?: string } };

/**
 * What the program's own connections are told while `work` runs: a line a transaction, or a statement outside of one.
 * Lines that match `but` are left out: jobs run whenever they like.
 */
export async function statementsOf(work: () => Promise<unknown>, but: RegExp): Promise<string[]> {
  const lines: string[][] = [];
  const open = new Map<Client, string[]>();
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const original = prototype.query;
  prototype.query = function (this: Client, ...args) {
    if (this.connectionParameters.application_name === 'salle') hear(this, textOf(args[0]));
    return original.apply(this, args);
  };

  function hear(client: Client, text: string): void {
    const line = open.get(client) ?? [];
    if (line.length === 0) lines.push(line);
    line.push(text);
    if (text.startsWith('BEGIN')) open.set(client, line);
    if (text === 'COMMIT' || text === 'ROLLBACK') open.delete(client);
  }

  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return lines.map((line) => line.join('; ')).filter((line) => !but.test(line));
}

/** Without the account for which a transaction acts and the address that it comes from, which stand in the text. */
function textOf(query: unknown): string {
  const text = typeof query === 'string' ? query : String((query as pg.QueryConfig).text);
  return text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/'(\d*|[\d.]{7,}|[\da-f]*:[\da-f:.]+)'/g, `'…'`);
}
