import { ActionIcon, Button, TextInput } from '@mantine/core';
import { allAppointments } from '#contract/booking.events.ts';
import { realtimeTest } from '#contract/broadcasting.events.ts';
import { channelName } from '#contract/channel.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ChannelName } from '#contract/broadcasting.ts';
import type { ChannelView } from '#web/live/journal.ts';
import { useLiveChannels } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './channels.module.css';
import card from './realtime-test.module.css';

const suggested = [
  channelName(realtimeTest),
  channelName(allAppointments),
  channelName(doctorAvailability, 1),
  channelName(doctorSchedule, 1),
];
const wellFormed = new RegExp('pattern' in ChannelName ? String(ChannelName.pattern) : '');

export type ChannelsProps = {
  names: readonly string[];
  onListen: (name: string) => void;
  onLeave: (name: string) => void;
};

/** What is listened to: any channel by its name; what is not ours says so in words. */
export function Channels({ names, onListen, onLeave }: ChannelsProps) {
  const { t } = useTranslation('broadcasting');
  const views = useLiveChannels();
  const [name, setName] = useState('');
  const [fault, setFault] = useState<'badName' | 'twice'>();

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = name.trim();
    const wrong = !wellFormed.test(wanted) ? 'badName' : names.includes(wanted) ? 'twice' : undefined;
    setFault(wrong);
    if (wrong) return;
    onListen(wanted);
    setName('');
  }

  return (
    <section className={card.card} aria-labelledby="rt-channels">
      <h2 id="rt-channels" className={card.title}>
        {t('channels.title')}
      </h2>
      <form className={card.line} onSubmit={submit} noValidate>
        <TextInput
          className={card.grow}
          dir="ltr"
          aria-label={t('channels.name')}
          placeholder={t('channels.name')}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          list="rt-suggested"
          value={name}
          error={fault && t(`channels.${fault}`)}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setFault(undefined);
          }}
        />
        <datalist id="rt-suggested">
          {suggested
            .filter((one) => !names.includes(one))
            .map((one) => (
              <option key={one} value={one} />
            ))}
        </datalist>
        <Button type="submit" variant="default">
          {t('channels.listen')}
        </Button>
      </form>
      {names.length === 0 && <p className={card.hint}>{t('channels.none')}</p>}
      <ul className={classes.channels} aria-label={t('channels.title')}>
        {names.map((one) => (
          <ChannelLine
            key={one}
            name={one}
            view={views.find((view) => view.name === one)}
            onLeave={() => onLeave(one)}
          />
        ))}
      </ul>
    </section>
  );
}

function ChannelLine({ name, view, onLeave }: { name: string; view: ChannelView | undefined; onLeave: () => void }) {
  const { t } = useTranslation('broadcasting');
  const format = useFormat();
  const state = view?.state ?? 'waiting';
  return (
    <li className={classes.channel} data-state={state}>
      <span className={classes.name}>
        <bdi>{name}</bdi>
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={t('channels.leave', { name })} onClick={onLeave}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
      <p className={classes.state} role="status">
        <span className={classes.light} aria-hidden />
        {state === 'denied'
          ? t(view?.denied?.status === 401 ? 'channels.signedOut' : 'channels.denied')
          : t(`channels.${state}`)}
        {state !== 'denied' && view && (
          <span> · {t('channels.told', { number: format.number(view.counts.told) })}</span>
        )}
      </p>
    </li>
  );
}
