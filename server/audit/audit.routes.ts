import * as contract from '#contract/audit.ts';
import type { Add } from '#server/platform/door.ts';
import type { Audit } from './audit.ts';

export function auditRoutes(add: Add, audit: Audit): void {
  add(contract.listAudit, ({ actor, query }) => audit.list(actor, query));
  add(contract.readAuditHead, ({ actor }) => audit.head(actor));
  add(contract.listLooks, ({ actor, params, query }) => audit.looks(actor, params.id, query));
}
