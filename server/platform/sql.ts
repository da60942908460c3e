import { createHash } from 'node:crypto';

/** One statement, ready for PostgreSQL: its text is prepared once a connection, under a name made of the text. */
export type Statement = { readonly text: string; readonly values: readonly unknown[]; readonly name: string };

const names = new Map<string, string>();

/**
 * `sql` writes SQL as SQL: every `${value}` becomes a parameter, a nested `sql` statement becomes part of the text.
 * Nothing else can get into the text, so no value is ever read as SQL.
 */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Statement {
  const values: unknown[] = [];
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += isStatement(part) ? shifted(part, values) : `$${values.push(part)}`;
    text += strings[index + 1];
  });
  return { text, values, name: nameOf(text) };
}

/** An empty part, for a condition that does not apply. */
export const nothing: Statement = { text: '', values: [], name: '' };

function isStatement(part: unknown): part is Statement {
  return typeof part === 'object' && part !== null && 'text' in part && 'values' in part && 'name' in part;
}

/** The part's text with its parameters numbered after those already there. */
function shifted(part: Statement, values: unknown[]): string {
  const before = values.length;
  values.push(...part.values);
  return part.text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + before}`);
}

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return name;
}
