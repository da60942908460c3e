-- Who is here: the status last told of a person, and when their last socket went. Sockets are the truth; this is what
-- outlives them.

create table presence (
  account_id integer primary key references account,
  status text not null check (status in ('online', 'away', 'offline')),
  -- while the person is here, within the minute: what a crash leaves behind
  last_seen_at timestamptz not null
) with (fillfactor = 50);
create index presence_here on presence (account_id) where status <> 'offline';

-- Whether two people have a tie is the program's to know: who asks for another's row gets none.
alter table presence enable row level security;
create policy own on presence for select using (account_id = (select app_account()));
create policy system on presence using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select, insert, update on presence to salle_app;
