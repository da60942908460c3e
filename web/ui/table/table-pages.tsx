import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './data-table.module.css';
import type { ListState } from './list-state.ts';
import type { ListedPage } from './listed.ts';

/** How many there are, where that is known, and the way to the others; nothing where all is in sight. */
export function TablePages({ state, page }: { state: ListState; page: ListedPage<unknown> | undefined }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  if (!page || page.total === 0) return null;
  const { next, total } = page;
  if (total === undefined && next === null && state.position === 'first') return null;
  return (
    <footer className={classes.pages}>
      <p className={classes.total}>
        {total !== undefined && t('table.total', { count: total, shown: format.number(total) })}
      </p>
      {(state.position !== 'first' || next !== null) && (
        <nav className={classes.steps} aria-label={t('table.pages')}>
          <Button variant="default" size="sm" disabled={state.position === 'first'} onClick={state.back}>
            {state.position === 'deep' ? t('table.first') : t('table.previous')}
          </Button>
          <Button
            variant="default"
            size="sm"
            disabled={next === null}
            onClick={() => {
              if (next !== null) state.forward(next);
            }}
          >
            {t('table.next')}
          </Button>
        </nav>
      )}
    </footer>
  );
}
