import type { Data, Route } from '#contract/route.ts';
import { lookIn } from '#web/clinic/records.ts';
import { Refused } from '#web/platform/api.ts';
import type { Theirs, Values } from '#web/ui/form/draft.ts';

type Live = { id: number; version: number };

/** How a form asks what its record has become, where somebody else was faster. */
export function nowIn<R extends Route & { list: true }, V extends Values>(
  route: R,
  record: Live | null,
  fieldsOf: (row: Data<R>) => V,
): (() => Promise<Theirs<V>>) | undefined {
  if (!record) return undefined;
  return async () => {
    const row = await lookIn(route, record.id);
    if (!row) throw new Refused(404, { success: false, error: 'not_found', message: '' }, new Headers());
    return { values: fieldsOf(row), version: (row as Live).version };
  };
}
