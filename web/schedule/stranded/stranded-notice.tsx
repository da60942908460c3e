import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { strandedQuery } from '#web/schedule/schedule-queries.ts';
import { Notice } from '#web/ui/notice.tsx';
import { StrandedList } from './stranded-list.tsx';

const fewEnough = 3;

/** Stands on the page for as long as appointments lie outside the present hours. */
export function StrandedNotice({ id }: { id: number }) {
  const { t } = useTranslation('schedule');
  const { data: stranded = [] } = useQuery(strandedQuery(id));
  const [isOpen, setOpen] = useState(false);
  if (stranded.length === 0) return null;
  const hasMore = stranded.length > fewEnough;
  return (
    <Notice
      tone="waiting"
      title={t('stranded.are', { count: stranded.length })}
      actions={
        hasMore && (
          <Button variant="default" size="compact-md" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? 'stranded.fewer' : 'stranded.all', { count: stranded.length })}
          </Button>
        )
      }
    >
      <p>{t('stranded.areAbout')}</p>
      <StrandedList stranded={isOpen ? stranded : stranded.slice(0, fewEnough)} />
    </Notice>
  );
}
