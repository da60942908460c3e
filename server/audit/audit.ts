import type { AuditHead, AuditRow, Look } from '#contract/audit.ts';
import type { AuditAction } from '#contract/audit-actions.ts';
import type { OpenPage } from '#contract/route.ts';
import type { Base } from '#server/platform/base.ts';
import { readCursor, writeCursor } from '#server/platform/cursor.ts';
import { type Actor, system } from '#server/platform/database.ts';
import { containing } from '#server/platform/paging.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import * as statements from './audit.sql.ts';

export { type Noted, type Verified, verify } from './verifying.ts';
export type Audit = ReturnType<typeof openAudit>;

/** So many rows are numbered in one transaction, and so many times one after the other before others have their turn. */
const sealedAtOnce = 1000;
const mostTurns = 20;

/** What was done and read: looked through by the office, shown to those whose it is, and sealed so that it stays. */
export function openAudit({ database, log }: Pick<Base, 'database' | 'log'>) {
  async function list(actor: Actor, query: AuditQuery): Promise<OpenPage<AuditRow>> {
    const { who, whom, action, from, to } = query;
    const filter = {
      who: who?.trim() ? containing(who) : null,
      whom: whom?.trim() ? containing(whom) : null,
      reference: whom?.trim().toUpperCase() ?? null,
      action: action ?? null,
      from: from ?? null,
      to: to ?? null,
    };
    return paged(query, (before, limit) =>
      database.as(actor).rows<AuditRow>(statements.auditPage(filter, before, limit)),
    );
  }

  async function looks(actor: Actor, patient: number, query: PageQuery): Promise<OpenPage<Look>> {
    orNotFound(await database.as(actor).row(statements.isActedFor(patient, Number(actor.account))));
    const page = await paged(query, (before, limit) =>
      database.as(actor).rows<statements.StoredLook>(statements.looksAt(patient, before, limit)),
    );
    return { ...page, data: page.data.map(asLook) };
  }

  async function head(actor: Actor): Promise<AuditHead> {
    return orNotFound(await database.as(actor).row<AuditHead>(statements.readHead));
  }

  /** Long after the commits: nobody waits for it. Of several processes one is at it. */
  async function seal(turns = mostTurns): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      const row = await database.as(system).row<{ sealed: number }>(statements.sealSome(sealedAtOnce));
      if ((row?.sealed ?? 0) < sealedAtOnce) return;
    }
  }

  /** Where logs are kept elsewhere, an end that was cut off shows there. */
  async function logHead(): Promise<void> {
    const { number, hash, sealed_at } = await head(system);
    log.info({ event: 'audit_sealed', number, hash, sealed_at });
  }

  return { list, looks, head, seal, logHead };
}

type PageQuery = { limit?: number | undefined; cursor?: string | undefined };
type AuditQuery = PageQuery & {
  who?: string | undefined;
  whom?: string | undefined;
  action?: AuditAction | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** The latest first: new rows come before the first page, and move nothing. */
async function paged<Row extends { id: number }>(
  { limit = 50, cursor }: PageQuery,
  read: (before: number | undefined, limit: number) => Promise<Row[]>,
): Promise<OpenPage<Row>> {
  const [before] = cursor === undefined ? [] : readCursor(cursor, ['integer']);
  const rows = await read(before, limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next: rows.length > limit && last ? writeCursor([last.id]) : null };
}

function asLook({ appointment_id, reference, ...look }: statements.StoredLook): Look {
  const appointment = appointment_id === null ? null : { id: appointment_id, name: reference ?? '' };
  return { ...look, appointment } as Look;
}
