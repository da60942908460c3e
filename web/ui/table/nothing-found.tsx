import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import type { ListState } from './list-state.ts';

/** An empty answer: because of what was asked, or because there is nothing yet. */
export function NothingFound({ state, empty }: { state: ListState; empty: ReactNode }) {
  const { t } = useTranslation('ui');
  if (state.position !== 'first') {
    return (
      <EmptyState
        title={t('table.endTitle')}
        action={
          <Button variant="default" onClick={state.back}>
            {t('table.first')}
          </Button>
        }
      />
    );
  }
  if (!state.narrowed) return empty;
  return (
    <EmptyState
      icon={IconSearchOff}
      title={state.q ? t('table.nothingFor', { q: state.q }) : t('table.nothingFits')}
      about={t('table.nothingAbout')}
      action={
        <Button variant="default" onClick={state.clear}>
          {t('table.clear')}
        </Button>
      }
    />
  );
}
