import { useState } from 'react';
import type { Presence } from '#contract/presence.ts';
import { useMe } from '#web/platform/me.ts';
import { PresenceMark } from '#web/presence/presence-mark.tsx';
import { usePresence } from '#web/presence/use-presence.ts';
import classes from './gallery.module.css';

const minute = 60_000;

/** Every state of a person, and one's own as others see it. */
export function PresenceGallery() {
  const [now] = useState(() => Date.now());
  const seen = [10_000, 7 * minute, 3 * 60 * minute, 50 * 60 * minute].map((ago) => new Date(now - ago).toISOString());
  const presences: Omit<Presence, 'user_id'>[] = [
    { status: 'online', last_seen_at: null },
    { status: 'away', last_seen_at: null },
    { status: 'offline', last_seen_at: null },
    ...seen.map((last_seen_at) => ({ status: 'offline' as const, last_seen_at })),
  ];
  return (
    <>
      <div className={classes.row}>
        {presences.map((presence) => (
          <PresenceMark key={`${presence.status}${presence.last_seen_at}`} presence={{ user_id: 1, ...presence }} />
        ))}
      </div>
      <Own />
    </>
  );
}

function Own() {
  const { data: me } = useMe();
  const id = me?.user.id;
  const presences = usePresence(id === undefined ? [] : [id]);
  if (id === undefined) return null;
  return (
    <p className={classes.row}>
      {me?.user.name}, as others see you now: <PresenceMark presence={presences.get(id)} />
    </p>
  );
}
