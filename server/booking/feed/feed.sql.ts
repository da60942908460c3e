import type { Language } from '#contract/identity.ts';
import type { Role } from '#contract/route.ts';
import { sql } from '#server/platform/sql.ts';

export const readFeed = sql`
  select made_at from caller_link where kind = 'feed' and subject = (select app_account())`;

/** Whose calendar the link that asks is for, seen from their side. */
export type Subscriber = { clinic: string; role: Extract<Role, 'patient' | 'doctor'>; language: Language | null };
export const readSubscriber = sql`select c.name as clinic, f.role, f.language from clinic c, app_feed() f`;
