import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconAntenna, IconCopy, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { type Dispatch, useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { SearchField } from '#web/ui/table/search-field.tsx';
import { say } from '#web/ui/toasts.ts';
import { useClockTime } from './clock-time.ts';
import card from './realtime-test.module.css';
import { asJson, type Entry, matching, type Stream, type StreamAct } from './stream.ts';
import classes from './stream-view.module.css';

/** What was heard, newest first. */
export function StreamView({ stream, act }: { stream: Stream; act: Dispatch<StreamAct> }) {
  const { t } = useTranslation('broadcasting');
  const [filter, setFilter] = useState('');
  const entries = matching(stream.entries, filter);
  return (
    <section className={card.card} aria-labelledby="rt-stream">
      <div className={classes.head}>
        <h2 id="rt-stream" className={card.title}>
          {t('stream.title')}
        </h2>
        <Tools stream={stream} entries={entries} act={act} />
      </div>
      <SearchField label={t('stream.filter')} value={filter} onSearch={setFilter} />
      {entries.length === 0 ? (
        <Empty filter={filter} onClear={() => setFilter('')} />
      ) : (
        <ol className={classes.stream} aria-label={t('stream.title')}>
          {entries.map((entry) => (
            <Line key={entry.key} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Tools({ stream, entries, act }: { stream: Stream; entries: readonly Entry[]; act: Dispatch<StreamAct> }) {
  const { t } = useTranslation('broadcasting');
  const { paused, waiting } = stream;
  async function copy() {
    await navigator.clipboard.writeText(asJson(entries));
    say(t('stream.copied', { count: entries.length }));
  }
  return (
    <div className={classes.tools}>
      <Button
        variant={paused ? 'filled' : 'default'}
        size="compact-sm"
        leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
        onClick={() => act({ type: paused ? 'resume' : 'pause' })}
      >
        {paused ? t('stream.resume', { count: waiting.length }) : t('stream.pause')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCopy size={16} aria-hidden />}
        disabled={entries.length === 0}
        onClick={() => void copy()}
      >
        {t('stream.copy')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconTrash size={16} aria-hidden />}
        disabled={stream.entries.length === 0}
        onClick={() => act({ type: 'clear' })}
      >
        {t('stream.clear')}
      </Button>
    </div>
  );
}

function Empty({ filter, onClear }: { filter: string; onClear: () => void }) {
  const { t } = useTranslation('broadcasting');
  if (filter === '')
    return <EmptyState icon={IconAntenna} title={t('stream.emptyTitle')} about={t('stream.emptyAbout')} />;
  return (
    <EmptyState
      title={t('stream.nothingFits')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('stream.all')}
        </Button>
      }
    />
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useTranslation('broadcasting');
  const time = useClockTime(true);
  const { at, channel, event, eventId, data, missed, took } = entry;
  return (
    <li className={classes.entry}>
      <details>
        <summary>
          <time dateTime={new Date(at).toISOString()}>{time(at)}</time>
          <span className={classes.event}>
            <bdi>{event}</bdi>
          </span>
          <span className={classes.gist}>
            <bdi>{gistOf(data)}</bdi>
          </span>
          {missed && <span className={classes.missed}>{t('stream.missed')}</span>}
          {took !== undefined && <span className={classes.took}>{t('stream.took', { took })}</span>}
          <span className={classes.channel}>
            <bdi>{channel}</bdi>
          </span>
        </summary>
        <p className={classes.id}>{eventId ? <bdi dir="ltr">{eventId}</bdi> : t('stream.fleeting')}</p>
        <pre dir="ltr">{JSON.stringify(data, null, 2)}</pre>
      </details>
    </li>
  );
}

/** What it says, at a glance: without what every fact has. */
function gistOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return String(data ?? '');
  const { event_id: _, occurred_at: __, ...own } = data as Record<string, unknown>;
  if (typeof own.message === 'string') return own.message;
  return Object.keys(own).length > 0 ? JSON.stringify(own) : '';
}
