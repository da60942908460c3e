import { useLiveChannels } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './counters.module.css';

const shown = ['told', 'doubles', 'gaps', 'missed', 'fetches'] as const;

/** What the connection has had to mend, on all channels together. */
export function Counters() {
  const { t } = useTranslation('broadcasting');
  const format = useFormat();
  const channels = useLiveChannels();
  return (
    <dl className={classes.counters}>
      {shown.map((name) => (
        <div key={name} data-counter={name}>
          <dt>{t(`counter.${name}`)}</dt>
          <dd>{format.number(channels.reduce((sum, { counts }) => sum + counts[name], 0))}</dd>
        </div>
      ))}
    </dl>
  );
}
