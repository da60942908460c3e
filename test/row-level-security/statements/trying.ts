import { linkKinds } from '#contract/route.ts';
import { emailOf } from '../../application.ts';
import { actors, openRows } from '../rows.ts';

/** Whoever a statement can be sent for: an account of each role, the clinic itself, each kind of link, nobody. */
export const senders = [...actors, ...linkKinds] as const;
export type Sender = (typeof senders)[number];

export type Tried = { rows: Record<string, unknown>[]; count: number } | { refused: string };

/** A clinic with a row of everything, in which anybody may try anything as the program's role: nothing of it stays. */
export async function openTrying() {
  const world = await openRows();
  const { owner, program, acting, actingBy } = world;
  const { rows: links } = await owner.query<{ id: number }>(
    'select l.id from caller_link l join account a on a.id = l.account_id where a.email = $1',
    [emailOf('patient')],
  );

  async function as<T>(sender: Sender, work: () => Promise<T>): Promise<T> {
    return sender === 'feed' ? actingBy(links[0]?.id ?? 0, work) : acting(sender, work);
  }

  /** What comes of it; `42501` is PostgreSQL's word for what is not allowed. */
  async function tried(sender: Sender, statement: string): Promise<Tried> {
    return as(sender, async () => {
      try {
        const { rows, rowCount } = await program.query(statement);
        return { rows, count: rowCount ?? 0 };
      } catch (error) {
        return { refused: (error as { code?: string }).code ?? String(error) };
      }
    });
  }

  async function one<T>(text: string, ...values: unknown[]): Promise<T> {
    const { rows } = await owner.query<{ value: T }>(text, values);
    if (!rows[0]) throw new Error(`nothing there: ${text}`);
    return rows[0].value;
  }

  return { ...world, as, tried, one };
}
export type Trying = Awaited<ReturnType<typeof openTrying>>;

/** A line of a table as its senders' words. */
export function wordsOf(line: string): Record<Sender, string> {
  const words = line.trim().split(/\s+/);
  if (words.length !== senders.length) throw new Error(`a word for each of ${senders.join(' ')}: ${line}`);
  return Object.fromEntries(senders.map((sender, index) => [sender, words[index]])) as Record<Sender, string>;
}
