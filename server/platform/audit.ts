import type { AuditAction, AuditDetails, auditActions } from '#contract/audit-actions.ts';
import type { Runner } from './database.ts';
import { sql } from './sql.ts';

type Details<A extends AuditAction> = keyof (typeof auditActions)[A]['details']['properties'] extends never
  ? []
  : [details: AuditDetails<A>];

/**
 * Writes down what is done, in the transaction that does it. Who, when and from where stands in the row by the frame of that
 * transaction. Readings are no concern of the rooms: the door writes them down.
 */
export async function note<A extends AuditAction>(
  runner: Runner,
  action: A,
  subject: number | null,
  ...[details]: Details<A>
): Promise<void> {
  await runner.rows(sql`select audit_note(${action}, ${subject}, ${JSON.stringify(details ?? {})}::jsonb)`);
}

/** What is repeated again and again, by oneself or by somebody who guesses, is one row for a quarter of an hour. Answers whether it made one. */
export async function noteOnce(
  runner: Runner,
  noted: { action: AuditAction; subject: number | null; listed?: readonly number[] | null; details?: object },
): Promise<boolean> {
  const { action, subject, listed = null, details = {} } = noted;
  const row = await runner.row<{ id: number | null }>(sql`
    select audit_note_once(${action}, ${subject}, ${listed}::integer[], ${JSON.stringify(details)}::jsonb) as id`);
  return typeof row?.id === 'number';
}

/** Which fields a change names: their words stay where they are. */
export function fieldsOf({ version: _, ...to }: { version: number }): string[] {
  return Object.entries(to).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
