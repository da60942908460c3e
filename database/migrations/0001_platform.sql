-- The ground that every room stands on: the program's roles, for whom a transaction acts, keys and throttles.

-- What the program is towards the clinic's rows, and what it is towards the queue of jobs: neither is the other.
do $$
declare
  name text;
begin
  foreach name in array array['salle_app', 'salle_jobs'] loop
    begin
      execute format('create role %I nologin', name);
    exception when duplicate_object or unique_violation then
      null; -- roles belong to the cluster: another database of it made this one
    end;
    -- A superuser may take any role; an ordinary owner needs to be a member.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', name, current_user);
    end if;
  end loop;
  execute format('grant usage on schema %I to salle_app', current_schema());
end
$$;

-- For whom this transaction acts. Nothing set means nobody, and nobody sees nothing personal.
create function app_account() returns integer language sql stable parallel safe
  as $$ select nullif(current_setting('app.account', true), '')::integer $$;

-- The link with which somebody calls who has no account here.
create function app_link() returns integer language sql stable parallel safe
  as $$ select nullif(current_setting('app.link', true), '')::integer $$;

create function app_role() returns text language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.role', true), ''), 'nobody') $$;

-- Whether it is the program that writes here by itself: not its owner, nor a function of ours that has judged already.
create function is_program(writes_to regclass) returns boolean language sql stable
  as $$ select not pg_has_role(current_user, c.relowner, 'usage') from pg_class c where c.oid = writes_to $$;

-- How names are compared, searched and sorted: without case, accents and vowel signs.
create function plain(words text) returns text language sql immutable strict parallel safe
  return lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f\u064b-\u065f\u0670\u0640]', '', 'g'));

-- Text that stands in a line with other words: nothing that breaks the line, turns what stands around it, or hides, and no
-- blank around it. contract/characters.ts says the same, in words that a person is told.
create function is_one_line(words text) returns boolean language sql immutable parallel safe
  return words !~ '[\u0001-\u001f\u007f-\u009f\u061c\u200e\u200f\u00ad\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f]'
    and words !~ '^[ \u00a0\u3000]|[ \u00a0\u3000]$' and words !~ '^[\u200c\u200d\ufe00-\ufe0f]+$';

-- What somebody or something is called, in letters to others too: nothing that mail programs make a link of.
create function is_name(words text) returns boolean language sql immutable parallel safe
  return is_one_line(words) and words !~* '://|www\.|[^ /.]\.[^ /.]+/';

-- Text of several lines: these and tabs are its only controls.
create function is_prose(words text) returns boolean language sql immutable parallel safe
  return words !~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f]';

revoke execute on function app_account, app_link, app_role, is_program, plain, is_one_line, is_name, is_prose from public;
grant execute on function app_account, app_link, app_role, is_program, plain, is_one_line, is_name, is_prose to salle_app;

-- A request that made something, so that its repetition makes nothing.
create table idempotency_key (
  account_id integer,
  link_id integer,
  route text not null,
  key text not null,
  body_hash bytea not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  check (num_nonnulls(account_id, link_id) = 1),
  unique nulls not distinct (account_id, link_id, route, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);
alter table idempotency_key enable row level security;
create policy own on idempotency_key
  using (account_id = (select app_account()) or link_id = (select app_link()))
  with check (account_id = (select app_account()) or link_id = (select app_link()));
create policy sweep on idempotency_key for delete using ((select app_role()) = 'system');
create policy sweep_sees on idempotency_key for select using ((select app_role()) = 'system');
grant select, insert, update, delete on idempotency_key to salle_app;

-- Attempts counted by hashed key, by functions alone. Lost in a crash, which only forgives.
create unlogged table throttle (
  key bytea primary key,
  taken integer not null,
  resets_at timestamptz not null
);

-- When each sweep was last begun, and last done.
create table swept (
  name text primary key check (name ~ '^[a-z]+$'),
  begun_at timestamptz not null,
  done_at timestamptz
);
alter table swept enable row level security;
