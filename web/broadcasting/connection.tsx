import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconScissors } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { live } from '#web/live/browser.ts';
import type { LiveStatus } from '#web/live/journal.ts';
import { useLiveStatus } from '#web/live/use-live.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useClockTime } from './clock-time.ts';
import classes from './connection.module.css';
import card from './realtime-test.module.css';

const cutFor = 10_000;

/** How the connection is, and what it went through. */
export function Connection() {
  const { t } = useTranslation('broadcasting');
  const time = useClockTime();
  const status = useLiveStatus();
  const left = useSecondsLeft(status);
  return (
    <section className={card.card} aria-labelledby="rt-connection">
      <h2 id="rt-connection" className={card.title}>
        {t('connection.title')}
      </h2>
      <p className={classes.state} data-state={status.state} role="status">
        <span className={classes.light} aria-hidden />
        {t(`state.${status.state}`)}
      </p>
      <dl className={classes.facts}>
        <Fact name={t('connection.since')}>{time(status.since)}</Fact>
        <Fact name={t('connection.transport')}>{t(`transport.${status.transport}`)}</Fact>
        <Fact name={t('connection.socket')}>{status.socketId ? <bdi dir="ltr">{status.socketId}</bdi> : '—'}</Fact>
        <Fact name={t('connection.last')}>{status.connectedAt === undefined ? '—' : time(status.connectedAt)}</Fact>
      </dl>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconScissors size={16} aria-hidden />}
        disabled={status.state !== 'connected'}
        onClick={() => live.cut(cutFor)}
      >
        {left > 0 ? t('connection.back', { count: left }) : t('connection.cut')}
      </Button>
      <History status={status} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function History({ status }: { status: LiveStatus }) {
  const { t } = useTranslation('broadcasting');
  const time = useClockTime();
  return (
    <>
      <h3 className={classes.subtitle} id="rt-history">
        {t('connection.history')}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keyboard */}
      <ol className={classes.history} aria-labelledby="rt-history" tabIndex={0}>
        {status.moments.map((moment) => (
          <li key={`${moment.at} ${moment.state}`} data-state={moment.state}>
            <time dateTime={new Date(moment.at).toISOString()}>{time(moment.at)}</time>
            <span>
              {t(`state.${moment.state}`)}
              {moment.code !== undefined && (
                <span className={classes.code}> {t('connection.code', { code: moment.code })}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Until the socket that was cut comes back. */
function useSecondsLeft({ state, since }: LiveStatus): number {
  const [now, setNow] = useState(Date.now);
  const isCut = state === 'cut';
  useEffect(() => {
    if (!isCut) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isCut]);
  return isCut ? Math.max(1, Math.ceil((since + cutFor - now) / 1000)) : 0;
}
