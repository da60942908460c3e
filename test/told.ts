import type pg from 'pg';
import { type Audience, type Delivery, type Fact, openFacts } from '#server/platform/facts.ts';

/** What each channel hears of the facts of this name, as their rows stand, in the order in which they were written. */
export async function toldBy<F extends Fact>(
  owner: pg.Client,
  audience: Audience<F>,
  name: F['name'],
): Promise<Delivery[][]> {
  const facts = openFacts(() => {});
  facts.heardBy(audience);
  const { rows } = await owner.query<{ data: object }>('select data from event where name = $1 order by id', [name]);
  return rows.map(({ data }) => facts.toldOf(name, data).heard);
}
