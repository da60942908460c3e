import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { handOverInvitation } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import classes from './fresh-token.module.css';

/** The invitation of somebody whom the admin has invited, to be brought to them by hand. */
export function HandOver({ account }: { account: number }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const reason = useReason();
  const text = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const taking = useMutation({
    mutationFn: () => call(handOverInvitation, { params: { id: account } }),
    onSuccess: () => setCopied(false),
    onError: (error) => say(reason(error), { tone: 'alarm' }),
  });
  async function copy() {
    try {
      await navigator.clipboard.writeText(taking.data?.url ?? '');
      setCopied(true);
    } catch {
      // No clipboard without https: it is marked, to be copied by hand.
      if (text.current) getSelection()?.selectAllChildren(text.current);
    }
  }
  if (!taking.data) {
    return (
      <Notice
        actions={
          <Button loading={taking.isPending} onClick={() => taking.mutate()}>
            {t('mail.take')}
          </Button>
        }
      >
        <p>{t('mail.take_about')}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="waiting"
      live
      actions={
        <Button
          onClick={() => void copy()}
          leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        >
          {t(copied ? 'tokens.copied' : 'tokens.copy')}
        </Button>
      }
    >
      <p>{t('mail.taken', { until: format.date(taking.data.expires_at) })}</p>
      <code ref={text} className={classes.token} dir="ltr">
        {taking.data.url}
      </code>
    </Notice>
  );
}
