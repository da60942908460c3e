import { Button, TextInput } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { sendTestFact } from '#contract/broadcasting.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import { elapsed, type Offset, offsetFrom } from './clock-offset.ts';
import type { Heard } from './heard.tsx';
import classes from './realtime-test.module.css';

type Sent = { message: string; askedAt: number; offset: Offset };

/** Writes a test fact, and measures how long it took until it was on this screen. */
export function SendFact({ heard }: { heard: Heard }) {
  const { t } = useTranslation('broadcasting');
  const reason = useReason();
  const [message, setMessage] = useState('');
  const sending = useMutation({
    mutationFn: async (text: string): Promise<Sent> => {
      const askedAt = Date.now();
      const { written_at } = await call(sendTestFact, { body: { message: text } });
      return { message: text, askedAt, offset: heard.learn(offsetFrom(askedAt, Date.now(), written_at)) };
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!sending.isPending) sending.mutate(message.trim() || t('send.usual'));
  }

  return (
    <section className={classes.card} aria-labelledby="rt-send">
      <h2 id="rt-send" className={classes.title}>
        {t('send.title')}
      </h2>
      <form className={classes.line} onSubmit={submit}>
        <TextInput
          className={classes.grow}
          aria-label={t('send.message')}
          placeholder={t('send.usual')}
          maxLength={200}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Button type="submit" loading={sending.isPending}>
          {t('send.act')}
        </Button>
      </form>
      {sending.error && (
        <Notice tone="alarm" live>
          <p>{reason(sending.error)}</p>
        </Notice>
      )}
      <p className={classes.hint} role="status">
        {sending.data ? <Measured sent={sending.data} last={heard.last} /> : t('send.about')}
      </p>
    </section>
  );
}

function Measured({ sent, last }: { sent: Sent; last: Heard['last'] }) {
  const { t } = useTranslation('broadcasting');
  const data = (last?.data ?? {}) as { message?: unknown; occurred_at?: unknown };
  const isBack = last !== undefined && data.message === sent.message && last.at >= sent.askedAt;
  if (!isBack) return t('send.waiting');
  const commit = elapsed(String(data.occurred_at), last.at, sent.offset);
  return t('send.measured', { commit, trip: last.at - sent.askedAt });
}
