import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { addSalle, listSalles, retireSalle } from '#contract/catalogue.ts';
import { addPatient, listPatients, retirePatient } from '#contract/patients.ts';
import { bootApplication } from '#test/application.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const desk = application.as('receptionist');
const admin = application.as('admin');

type Query = { sort?: 'name' | '-name' | 'birth_date' | '-birth_date' | 'created_at' | '-created_at'; q?: string };

/** Walks through a list page by page; `between` happens after each page. */
async function walk(query: Query, limit: number, between: () => Promise<unknown> = async () => {}): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | null = null;
  do {
    const more: object = cursor === null ? {} : { cursor };
    const page = await desk.ask(listPatients, { query: { ...query, limit, ...more } });
    assert(page.data.length <= limit);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next;
    await between();
  } while (cursor !== null);
  return ids;
}

const everybody = (query: Query) => walk(query, 100);
const sorts = ['name', '-name', 'birth_date', '-birth_date', 'created_at', '-created_at'] as const;

describe('a list in pages', () => {
  for (const sort of sorts) {
    test(`by ${sort} gives each row once, in one order`, async () => {
      const whole = await everybody({ sort });
      assert(whole.length > 50);
      for (const limit of [3, 50]) assert.deepEqual(await walk({ sort }, limit), whole, `pages of ${limit}`);
    });

    test(`by ${sort} neither repeats nor misses what is there all along, while others come and go`, async () => {
      const there = await everybody({ sort });
      let coming = 0;
      const seen = await walk({ sort }, 9, async () => {
        coming += 1;
        const before = await desk.ask(addPatient, { body: { name: `Aaa ${coming}`, birth_date: '1900-01-01' } });
        await desk.ask(addPatient, { body: { name: `Zzz ${coming}`, birth_date: '2026-01-01' } });
        await desk.ask(retirePatient, { params: { id: before.data.id } });
      });
      assert.equal(new Set(seen).size, seen.length, 'no doubles');
      const missing = there.filter((id) => !seen.includes(id));
      assert.deepEqual(missing, [], 'none missing');
    });
  }

  test('counts what the search means, not the page', async () => {
    const { total, data } = await desk.ask(listPatients, { query: { q: 'zzz', limit: 2 } });
    assert.equal(data.length, 2);
    assert(total > 2);
  });

  test('has twenty-five rows unless told', async () => {
    assert.equal((await desk.ask(listPatients)).data.length, 25);
  });

  test('goes on after names as long as names may be, in any script', async () => {
    for (const letter of ['ب', '猫', '😀', '"', '\\']) {
      for (let copy = 0; copy < 3; copy++) await desk.ask(addPatient, { body: { name: letter.repeat(200) } });
      assert.equal((await walk({ q: letter.repeat(40) }, 1)).length, 3, letter);
    }
  });

  test('where a value is missing, its row is not', async () => {
    for (const seats of [null, 3, null, 1]) {
      await admin.ask(addSalle, { body: { name: `Seats ${Math.random()}`, door: '', seats } });
    }
    for (const sort of ['seats', '-seats', 'door'] as const) {
      const seen: number[] = [];
      let cursor: string | null = null;
      do {
        const query: object = { sort, limit: 1, ...(cursor === null ? {} : { cursor }) };
        const page = await admin.ask(listSalles, { query });
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null);
      const { total } = await admin.ask(listSalles, { query: {} });
      assert.equal(new Set(seen).size, total, sort);
    }
  });

  test('a cursor of another order is refused or understood, never an error', async () => {
    const { next } = await desk.ask(listPatients, { query: { sort: 'name', limit: 1 } });
    const { status } = await desk.call(listPatients, { query: { sort: 'birth_date', limit: 1, cursor: next ?? '' } });
    assert.equal(status, 400);
  });
});

test('the retired are the office’s business', async () => {
  const { data } = await admin.ask(addSalle, { body: { name: 'Closed Room', door: '', seats: null } });
  await admin.ask(retireSalle, { params: { id: data.id } });
  const seen = async (who: string, state?: 'retired' | 'all') =>
    (await application.as(who).ask(listSalles, { query: { limit: 100, ...(state ? { state } : {}) } })).data.some(
      ({ id }) => id === data.id,
    );
  assert.deepEqual(
    [await seen('admin'), await seen('admin', 'retired'), await seen('admin', 'all')],
    [false, true, true],
  );
  for (const who of ['doctor', 'receptionist']) {
    assert.deepEqual([await seen(who), await seen(who, 'retired'), await seen(who, 'all')], [false, false, false], who);
  }
});
