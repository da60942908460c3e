import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { type AuditAction, auditActionNames, auditActions, type Reads, readings } from '#contract/audit-actions.ts';
import { readMe } from '#contract/clinic.ts';
import type { Route } from '#contract/route.ts';
import { bootApplication } from './application.ts';
import { type Asked, type Client, newClient } from './client.ts';
import type { Row } from './routes/row.ts';
import { rows } from './routes/rows.ts';
import { type Caller, callers, openWorld } from './routes/world.ts';

type Written = {
  id: string;
  account_id: number | null;
  link_id: number | null;
  role: string;
  address: string | null;
  action: AuditAction;
  subject_id: number | null;
  listed: number[] | null;
  details: object;
};

const application = await bootApplication({ demo: true });
after(() => application.close());
const world = await openWorld(application);
const { owner } = application;

async function writtenAfter(id: string, where = 'true', ...values: unknown[]): Promise<Written[]> {
  const { rows } = await owner.query<Written>(`select * from audit where id > $1 and ${where} order by id`, [
    id,
    ...values,
  ]);
  return rows;
}

async function last(): Promise<string> {
  return (await owner.query<{ id: string }>('select coalesce(max(id), 0) as id from audit')).rows[0]?.id ?? '0';
}

async function clientOf(caller: Caller, own: boolean): Promise<Client> {
  if (caller === 'nobody') return application.nobody;
  if (!own) return application.as(caller);
  const { token } = await world.ownToken(caller);
  return newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
}

function isServed({ route, expected }: Row, caller: Caller): boolean {
  return expected[caller] === (route.status ?? 200);
}

/** Whom the row must name, where it is an account. */
async function accountOf(caller: Caller): Promise<number | null> {
  if (caller === 'nobody') return null;
  return (await application.as(caller).ask(readMe)).data.user.id;
}

/** What a reading is of: rows of its action by whoever read, for all that the answer has shown. */
async function assertRead(reads: Exclude<Reads, string>, of: { asked: Asked<Route>; body: unknown; who: string }) {
  const { asked, body, who } = of;
  const rows = await writtenAfter(
    '0',
    `action = $2 and coalesce('account ' || account_id, 'link') = $3`,
    reads.action,
    who,
  );
  const subjects = new Set(rows.flatMap(({ subject_id, listed }) => listed ?? [subject_id]));
  const { id, ...others } = (asked.params ?? {}) as { id?: number } & Record<string, number>;
  const shown = (body as { data?: { id: number }[] }).data;
  const expected = {
    address: () => [id],
    each: () => (shown ?? []).map((one) => one.id),
    whose: () => [...subjects].slice(0, 1),
    audit: () => [null],
  }[reads.of]();
  if (reads.of === 'whose') assert(subjects.size > 0, `${reads.action} is written down`);
  for (const one of expected) assert(subjects.has(one as number), `${reads.action} of ${one} by ${who}`);
  for (const value of reads.of === 'address' ? Object.values(others) : []) {
    assert(
      rows.some(({ details }) => Object.values(details).includes(value)),
      `${reads.action} with ${value}`,
    );
  }
}

describe('what a route shows of clinical data', () => {
  for (const row of rows) {
    const { route, own, ask } = row;
    const { reads } = route;
    const name = typeof reads === 'string' ? reads : `${reads.action} of ${reads.of}`;
    test(`${route.method} ${route.path}: ${name}`, async () => {
      const served = callers.filter((each) => isServed(row, each));
      for (const caller of reads === 'nothing' ? served.slice(0, 1) : served) {
        const client = await clientOf(caller, own);
        const asked = await ask(world, caller);
        const before = await last();
        const { status, body } = await client.call(route, asked);
        assert.equal(status, route.status ?? 200);
        const written = await writtenAfter(before);
        const readHere = written.filter(({ action }) => action in readings);
        if (typeof reads !== 'string') {
          const who = reads.of === 'whose' ? 'link' : `account ${await accountOf(caller)}`;
          await assertRead(reads, { asked, body, who });
        } else {
          assert.deepEqual(readHere, [], `${caller} is shown nothing`);
          if (reads === 'changed') assert(written.length > 0, `what ${caller} changes is written down`);
        }
      }
    });
  }

  test('each reading of the contract is some route’s, and has been seen', async () => {
    const { rows: seen } = await owner.query<{ action: string }>('select distinct action from audit');
    const unseen = Object.keys(readings).filter((action) => !seen.some((row) => row.action === action));
    assert.deepEqual(unseen, []);
  });

  test('each row holds of details what the contract says, and nothing besides; it names who it was, and from where', async () => {
    const all = await writtenAfter('0');
    assert(all.length > 200);
    for (const { action, details, account_id, link_id, role, address } of all) {
      const { details: schema } = auditActions[action];
      assert.deepEqual(Value.Errors(schema, details), [], `${action}: ${JSON.stringify(details)}`);
      if (!(action in readings)) continue;
      assert.equal(Number(account_id !== null) + Number(link_id !== null), 1, `${action} by somebody`);
      assert(role !== 'nobody' && role !== 'system', action);
      assert(address, `${action} from somewhere`);
    }
  });
});

test('the database knows the actions of the contract, what they are about, and which of them repeat', async () => {
  const { rows } = await owner.query<{ action: AuditAction; subject: string | null; is_one: boolean }>(
    `select action, audit_subject(action) as subject, audit_is_one(action) as is_one from unnest($1::text[]) action`,
    [[...auditActionNames, 'patient.reads']],
  );
  for (const { action, subject, is_one } of rows) {
    assert.equal(subject, auditActions[action]?.subject ?? null, action);
    if (subject) assert.equal(is_one, action in readings || action === 'sign_in.failed', action);
  }
});
