import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import pg from 'pg';

export type Prompt = { connection: pg.ClientConfig; input: Readable & { isTTY?: boolean }; output: Writable };

const help = 'a statement ends with ; · \\d lists the tables, \\d NAME the columns of one · \\q ends';

/** What a person needs of `psql` where there is none: statements, their rows as a table, and which tables there are. */
export async function promptForSql({ connection, input, output }: Prompt): Promise<void> {
  const client = new pg.Client({ ...connection, types: { getTypeParser: () => asWritten } });
  client.on('error', () => {}); // told by what is asked next
  await client.connect();
  const isPerson = input.isTTY === true;
  const lines = createInterface({ input, output, terminal: isPerson, prompt: 'salle=> ' });
  const say = (text: string) => void output.write(`${text}\n`);
  const ask = () => {
    if (isPerson) lines.prompt();
  };
  if (isPerson) say(help);
  let statement = '';
  ask();
  for await (const line of lines) {
    const word = line.trim();
    if (statement === '' && word === '\\q') break;
    if (statement === '' && word.startsWith('\\')) say(await answerTo(client, described(word)));
    else {
      statement += `${line}\n`;
      if (word.endsWith(';')) {
        say(await answerTo(client, statement));
        statement = '';
      } else if (statement.trim() === '') statement = '';
    }
    lines.setPrompt(statement === '' ? 'salle=> ' : 'salle-> ');
    ask();
  }
  lines.close();
  if (statement.trim() !== '') say(await answerTo(client, statement));
  await client.end();
}

/** PostgreSQL's own text for a value, whatever its kind. */
const asWritten = (value: string | null) => value;

function described(word: string): string | { text: string; values: string[] } | undefined {
  const [, name] = /^\\d(?:\s+(\S+))?$/.exec(word) ?? [undefined, null];
  if (name === null) return undefined;
  if (name === undefined) {
    return `select relname as "table", nullif(reltuples, -1)::bigint as "rows, about" from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') order by relname`;
  }
  const text = `select attname as "column", format_type(atttypid, atttypmod) as type,
                       case when attnotnull then 'not null' end as "null"
                from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`;
  return { text, values: [name] };
}

type Answer = pg.QueryArrayResult<(string | null)[]>;

async function answerTo(
  client: pg.Client,
  asked: string | { text: string; values: string[] } | undefined,
): Promise<string> {
  if (asked === undefined) return help;
  try {
    const query = typeof asked === 'string' ? { text: asked } : asked;
    const results = (await client.query({ ...query, rowMode: 'array' })) as Answer | Answer[];
    return [results].flat().map(shown).join('\n');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${(error as pg.DatabaseError).severity ?? 'ERROR'}: ${error.message}`;
  }
}

/** The rows as a table; of what gives none, what it has done. */
function shown({ command, fields, rows, rowCount }: Answer): string {
  if (fields.length === 0) return [command, rowCount].filter((part) => part !== null).join(' ');
  const cells = rows.map((row) => row.map((value) => (value ?? '').replaceAll('\n', '↵')));
  const head = fields.map(({ name }) => name);
  const widths = head.map((name, place) => Math.max(name.length, ...cells.map((row) => row[place]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join(' | ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return [line(head), rule, ...cells.map(line), `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`].join('\n');
}
