import { useEffect, useState } from 'react';
import type { Presence } from '#contract/presence.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './presence-mark.module.css';

const minute = 60_000;

/** Whether somebody is here, in a shape and a word; nothing where that is not ours to know. */
export function PresenceMark({ presence }: { presence: Presence | undefined }) {
  const words = useWords(presence);
  if (!presence) return null;
  return (
    <span className={classes.mark} data-status={presence.status}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.words}>{words}</span>
    </span>
  );
}

/** When they were last seen: relative within a day, then the date. */
function useWords(presence: Presence | undefined): string {
  const { t } = useTranslation('presence');
  const format = useFormat();
  const seenAt = presence?.last_seen_at;
  const now = useNow(Boolean(seenAt));
  if (!presence) return '';
  if (!seenAt) return t(presence.status);
  if (now.getTime() - Date.parse(seenAt) < minute) return t('seen_now');
  const ago = format.ago(seenAt, now);
  return ago === undefined ? t('seen_on', { when: format.date(seenAt) }) : t('seen_ago', { when: ago });
}

/** Looks again each minute, so that "5 minutes ago" does not stand there for an hour. */
function useNow(isWanted: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!isWanted) return;
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), minute);
    return () => clearInterval(timer);
  }, [isWanted]);
  return now;
}
