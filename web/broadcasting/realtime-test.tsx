import { useState } from 'react';
import { realtimeTest } from '#contract/broadcasting.events.ts';
import { channelName } from '#contract/channel.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { PageHeader } from '#web/ui/page-header.tsx';
import { Channels } from './channels.tsx';
import { Connection } from './connection.tsx';
import { Counters } from './counters.tsx';
import { Ear, useHeard } from './heard.tsx';
import classes from './realtime-test.module.css';
import { SendFact } from './send-fact.tsx';
import { StreamView } from './stream-view.tsx';

/** The whole way of a fact, from a commit to this screen, to be looked at while it is used, cut and mended. */
export function Page() {
  const { t } = useTranslation('broadcasting');
  const heard = useHeard();
  const [names, setNames] = useState<readonly string[]>([channelName(realtimeTest)]);
  return (
    <>
      <PageHeader title={t('title')} about={t('about')} />
      {names.map((name) => (
        <Ear key={name} channel={name} onNews={heard.hear} />
      ))}
      <div className={classes.page}>
        <div className={classes.side}>
          <Connection />
          <Channels
            names={names}
            onListen={(name) => setNames((now) => (now.includes(name) ? now : [...now, name]))}
            onLeave={(name) => setNames((now) => now.filter((one) => one !== name))}
          />
        </div>
        <div className={classes.main}>
          <SendFact heard={heard} />
          <Counters />
          <StreamView stream={heard.stream} act={heard.act} />
        </div>
      </div>
    </>
  );
}
