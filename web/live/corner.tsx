import { useEffect, useRef, useState } from 'react';
import { useConnectionLost } from '#web/platform/connection.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './corner.module.css';
import { type Mood, moodOf } from './mood.ts';
import { useLiveChannels, useLiveStatus } from './use-live.ts';

const goodNewsLast = 4000;

/** How the connection is, in the corner of pages that are live: a still dot while all is well, words when it is not. */
export function Corner() {
  const isWanted = useLiveChannels().length > 0;
  const lost = useConnectionLost();
  // the banner then speaks for both
  return isWanted && !lost ? <Indicator /> : null;
}

function Indicator() {
  const { t } = useTranslation('live');
  const mood = useMood();
  const words = useWords(mood);
  const loud = useLoud(mood);
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.corner} data-mood={mood} data-loud={loud || open || undefined}>
      <p role="status" className={classes.words}>
        {loud && words}
      </p>
      {!loud && (
        <span className={classes.words} aria-hidden>
          {words}
        </span>
      )}
      <button
        type="button"
        className={classes.dot}
        aria-label={t('label', { words })}
        aria-expanded={loud || open}
        onClick={() => setOpen(!open)}
        onBlur={() => setOpen(false)}
      >
        <span aria-hidden />
      </button>
    </div>
  );
}

/** For the banner that says that the server cannot be reached: how old is what one sees. */
export function LastKnownWords() {
  const isWanted = useLiveChannels().length > 0;
  const words = useWords('offline');
  return isWanted ? <> {words}</> : null;
}

/** The sentence with the time that belongs to it. */
function useWords(mood: Mood): string {
  const { t } = useTranslation('live');
  const format = useFormat();
  const { connectedAt, since } = useLiveStatus();
  const head = t(mood === 'settling' ? 'connecting' : mood);
  if (mood === 'active') return `${head} · ${t('since', { time: format.time(new Date(since)) })}`;
  if (connectedAt === undefined) return mood === 'offline' ? `${head} · ${t('never')}` : head;
  return `${head} · ${t('last', { time: format.time(new Date(connectedAt)) })}`;
}

/** Looks again each second while there is no socket: what is said depends on for how long. */
function useMood(): Mood {
  const status = useLiveStatus();
  const lost = useConnectionLost();
  const apart = useRef(Date.now());
  const [, look] = useState(0);
  const connected = status.state === 'connected';
  useEffect(() => {
    if (connected) return;
    apart.current = Date.now();
    const timer = setInterval(() => look((times) => times + 1), 1000);
    return () => clearInterval(timer);
  }, [connected]);
  return moodOf(status, lost, apart.current, Date.now());
}

/** Bad news stay in sight; that all is well again is said once, for a moment; that all is well, not at all. */
function useLoud(mood: Mood): boolean {
  const wasBad = useRef(false);
  const [relieved, setRelieved] = useState(false);
  const bad = mood !== 'active' && mood !== 'settling';
  useEffect(() => {
    if (bad) {
      wasBad.current = true;
      return;
    }
    if (mood !== 'active' || !wasBad.current) return;
    wasBad.current = false;
    setRelieved(true);
    const timer = setTimeout(() => setRelieved(false), goodNewsLast);
    return () => clearTimeout(timer);
  }, [bad, mood]);
  return bad || (relieved && mood === 'active');
}
