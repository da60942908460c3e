import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Route } from '#contract/route.ts';
import { bootApplication } from './application.ts';
import { type Attack, type Case, newAttack } from './hostile/attack.ts';
import { type Schema, slotsOf, withRaw } from './hostile/schema.ts';
import * as values from './hostile/values.ts';
import { rows } from './routes/rows.ts';
import { openWorld } from './routes/world.ts';

const application = await bootApplication({ demo: true, env: { TRUST_PROXY: '127.0.0.1' } });
after(() => application.close());
const world = await openWorld(application);

const invalid = ['invalid'];
const noSuch = ['invalid', 'not_found'];

for (const row of rows) {
  const { route } = row;
  test(`${route.method} ${route.path}`, async (t) => {
    const shared = row.own ? undefined : await newAttack(application, world, row);
    const under = (what: string, cases: (attack: Attack, route: Route) => Case[]) =>
      t.test(what, async () => {
        const attack = shared ?? (await newAttack(application, world, row));
        await attack.each(cases(attack, route));
      });
    if (route.body) await under('every field', fields);
    if (route.method !== 'GET') await under('the whole body', route.bytes ? files : bodies);
    if (route.params) await under('ids', ids);
    await under('the query', queries);
    await under('headers', headers);
  });
}

test('nothing of it was a fault of ours', async () => {
  const faults = application.logs.filter(({ event }) => event === 'request_failed');
  assert.deepEqual(faults, []);
  assert.equal((await fetch(`${application.address}/readyz`)).status, 200);
});

function fields({ base, request }: Attack, route: Route): Case[] {
  const schema: Schema = route.body ?? {};
  const slots = slotsOf(schema);
  const wrong = slots.flatMap((slot) =>
    values.wrongFor(slot).map((raw) => ({ slot, raw, codes: invalid, field: String(slot.path[0]) })),
  );
  const extreme = slots.flatMap((slot) => values.extremesFor(slot).map((raw) => ({ slot, raw })));
  const missing = (schema.required ?? []).map((field) => {
    const { [field]: _, ...rest } = base;
    return { what: `without ${field}`, raw: request({ body: JSON.stringify(rest) }), codes: invalid, field };
  });
  const placed = [...wrong, ...extreme].map(({ slot, raw, ...rest }) => ({
    what: `${slot.path.join('.')} = ${raw}`,
    raw: request({ body: withRaw(base, schema, slot.path, raw) }),
    ...rest,
  }));
  return [...missing, ...placed];
}

function bodies({ base, request }: Attack, route: Route): Case[] {
  const wrong = Object.entries({
    ...values.wrongBodies,
    'a field too many': JSON.stringify({ ...base, nobody_knows: 1 }),
    ...(route.body?.required?.length ? { nothing: '', 'a space': ' ', null: 'null' } : {}),
  }).map(([what, body]) => ({ what, raw: request({ body }), codes: invalid }));
  const types = values.wrongTypes.filter((type) => !(route.form && type.includes('urlencoded')));
  const typed = types.map((type) => ({
    what: `as ${type}`,
    raw: request({ body: JSON.stringify(base), headers: { 'content-type': type } }),
    codes: ['unsupported_media_type'],
  }));
  const large = { what: '11 MB', raw: request({ body: values.large }), codes: ['payload_too_large'] };
  return [...wrong, ...typed, large];
}

function files({ request }: Attack, route: Route): Case[] {
  const types = [...values.wrongTypes, 'application/json'].filter((type) => !route.bytes?.types.includes(type));
  const typed = types.map((type) => ({
    what: `as ${type}`,
    raw: request({ headers: { 'content-type': type } }),
    codes: ['file_type'],
  }));
  const most = route.bytes?.most ?? 0;
  return [
    ...typed,
    { what: 'another kind than it says', raw: request({ body: '<html><script>1</script>' }), codes: ['file_type'] },
    { what: 'nothing', raw: request({ body: '' }), codes: invalid },
    { what: 'a byte too many', raw: request({ body: Buffer.alloc(most + 1) }), codes: ['payload_too_large'] },
  ];
}

function ids({ path, request }: Attack): Case[] {
  return [...values.wrongIds, ...values.brokenIds].map((id) => ({
    what: `id ${id}`,
    raw: request({ path: path(id) }),
    codes: noSuch,
  }));
}

function queries({ path, request }: Attack, route: Route): Case[] {
  const slots = slotsOf(route.query ?? {});
  const wrong = slots.flatMap((slot) => values.wrongParameters(slot).map((value) => `${slot.path[0]}=${value}`));
  const doubled = slots.map(({ path: [name] }) => `${name}=1&${name}=2`);
  const isPaged = slots.some((slot) => slot.path[0] === 'cursor');
  const cursors = isPaged ? values.wrongCursors.map((cursor) => `cursor=${cursor}`) : [];
  const odd = isPaged ? values.oddCursors.map((cursor) => `cursor=${cursor}`) : [];
  const at = (query: string) => request({ path: `${path()}?${query}` });
  return [
    ...[...values.strangeParameters, ...wrong, ...doubled, ...cursors].map((query) => ({
      what: query,
      raw: at(query),
      ...(route.bare ? {} : { codes: noSuch }),
    })),
    ...[...values.brokenQueries, ...odd].map((query) => ({ what: query, raw: at(query) })),
  ];
}

function headers({ request }: Attack, route: Route): Case[] {
  const keys = values.wrongKeys.map((key) => ({ 'idempotency-key': key }));
  return [
    ...values.oddHeaders.map((odd) => ({ what: JSON.stringify(odd), raw: request({ headers: odd }) })),
    ...keys.map((key) => ({
      what: JSON.stringify(key),
      raw: request({ headers: key }),
      ...(route.makes ? { codes: invalid } : {}),
    })),
  ];
}
