import { sql } from '#server/platform/sql.ts';

export type NumberedFact = {
  position: number;
  name: string;
  data: Record<string, unknown>;
  occurred_at: string;
};
const factColumns = sql`e.position, e.name, e.data, e.occurred_at`;

/** The last number given. Old facts are swept, perhaps all of them; their numbers are never given again. */
const lastGiven = sql`greatest(
  (select max(position) from event), (select greatest(published, swept) from dispatch))`;

/**
 * Gives the waiting facts their numbers, in the order in which they were written. Only whoever holds the dispatcher's
 * lock runs this. RETURNING has no order: the caller sorts.
 */
export const numberFacts = (most: number) => sql`
  update event e set position = n.position
  from (
    select id, row_number() over (order by id) + ${lastGiven} as position
    from (select id from event where position is null order by id limit ${most}) waiting
  ) n
  where e.id = n.id
  returning ${factColumns}`;

export const ageOfWaiting = sql`
  select coalesce(extract(epoch from clock_timestamp() - (
    select occurred_at from event where position is null order by id limit 1)), 0)::float8 as age`;

export const factsAfter = (position: number, most: number) => sql`
  select ${factColumns} from event e where e.position > ${position} order by e.position limit ${most}`;

export const lastPosition = sql`select ${lastGiven} as position`;

export const factsHeardOn = (channel: string, from: number, most: number) => sql`
  select ${factColumns} from event e
  where e.channels @> array[${channel}::text] and e.position >= ${from}
  order by e.position limit ${most}`;

/** How far back can be caught up, how far numbers have come, and how far they were published. */
export const reach = sql`select swept, published, ${lastGiven} as last from dispatch`;

export const notePublished = (position: number) =>
  sql`update dispatch set published = ${position} where published < ${position}`;

/** Facts are kept for two days; what is older must be fetched anew. */
export const sweepFacts = sql`
  with gone as (
    delete from event where position is not null and occurred_at < now() - interval '48 hours' returning position
  )
  update dispatch set swept = greatest(swept, (select coalesce(max(position), 0) from gone))`;

export type StoredApp = { app_id: string; key: string; secret: Buffer };
export const readApp = sql`select app_id, key, secret from realtime_app`;
export const insertApp = (app: StoredApp) => sql`
  insert into realtime_app (app_id, key, secret) values (${app.app_id}, ${app.key}, ${app.secret}) on conflict do nothing`;
