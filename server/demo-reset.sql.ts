/** Asked of databases of any age, which this Salle may be unable to migrate: only what has always been there is named. */
export const hasClinic = `select to_regclass('clinic') is not null and to_regclass('account') is not null as "hasClinic"`;

export type Inhabitants = { isDemo: boolean; accounts: number; strangers: number };
export const inhabitants = `
  with account as (select coalesce((to_jsonb(a) ->> 'is_demo')::boolean, false) as is_demo from account a)
  select coalesce((select bool_or((to_jsonb(c) ->> 'is_demo')::boolean) from clinic c), false) as "isDemo",
         (select count(*)::integer from account) as accounts,
         (select count(*)::integer from account where not is_demo) as strangers`;
