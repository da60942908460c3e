import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import classes from './fresh-token.module.css';

export type Made = { name: string; token: string; expires_at: string };

/** Shown once: only its hash is kept. */
export function FreshToken({ made, onDone }: { made: Made; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const text = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => text.current?.focus(), []);
  async function copy() {
    try {
      await navigator.clipboard.writeText(made.token);
      setCopied(true);
    } catch {
      // No clipboard without https: it is marked, to be copied by hand.
      if (text.current) getSelection()?.selectAllChildren(text.current);
    }
  }
  return (
    <Notice
      tone="waiting"
      title={t('tokens.made', { name: made.name })}
      actions={
        <>
          <Button
            onClick={() => void copy()}
            leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          >
            {t(copied ? 'tokens.copied' : 'tokens.copy')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('tokens.done')}
          </Button>
        </>
      }
    >
      <p>{t('tokens.once', { until: format.date(made.expires_at) })}</p>
      <code ref={text} className={classes.token} tabIndex={-1} dir="ltr">
        {made.token}
      </code>
      <span role="status" className={classes.said}>
        {copied ? t('tokens.copied') : ''}
      </span>
    </Notice>
  );
}
