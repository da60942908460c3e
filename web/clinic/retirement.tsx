import { ActionIcon, Button } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { IconArchive } from '@tabler/icons-react';
import type { QueryKey } from '@tanstack/react-query';
import { useTranslation } from '#web/platform/i18n.ts';
import { useUndo } from '#web/ui/undo.ts';
import { useRecordAct } from './record-acts.ts';
import type { RecordsKey } from './records.ts';

type Retirable = { id: number; name: string; retired_at: string | null };

export type RetirementOptions<Row extends Retirable> = {
  key: RecordsKey;
  touches?: readonly QueryKey[];
  retire: (row: Row) => Promise<Row>;
  restore: (row: Row) => Promise<Row>;
};

export type Retirement<Row extends Retirable> = { retire: (row: Row) => void; restore: (row: Row) => void };

/** Retiring acts at once and can be undone; nothing is ever deleted. */
export function useRetirement<Row extends Retirable>(options: RetirementOptions<Row>): Retirement<Row> {
  const { t } = useTranslation('clinic');
  const offerUndo = useUndo();
  const { key, touches } = options;
  const restoring = useRecordAct<Row>({
    key,
    touches,
    run: options.restore,
    guess: (row) => ({ ...row, retired_at: null }),
  });
  const retiring = useRecordAct<Row>({
    key,
    touches,
    run: options.retire,
    guess: (row) => ({ ...row, retired_at: new Date().toISOString() }),
    done: (saved) => offerUndo(t('act.retired', { name: saved.name }), () => restoring.mutateAsync(saved)),
  });
  const putBack = (row: Row) =>
    restoring.mutate(row, {
      onSuccess: (saved) => offerUndo(t('act.restored', { name: saved.name }), () => retiring.mutateAsync(saved)),
    });
  return { retire: (row) => retiring.mutate(row), restore: putBack };
}

/** The row's way out, or its way back. */
export function RetireAction<Row extends Retirable>({ row, retirement }: { row: Row; retirement: Retirement<Row> }) {
  const { t } = useTranslation('clinic');
  if (row.retired_at !== null) {
    return (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('act.restoreNamed', { name: row.name })}
        onClick={() => retirement.restore(row)}
      >
        {t('act.restore')}
      </Button>
    );
  }
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      title={t('act.retire')}
      aria-label={t('act.retireNamed', { name: row.name })}
      onClick={() => retirement.retire(row)}
    >
      <IconArchive size={18} aria-hidden />
    </ActionIcon>
  );
}

export function faintWhereRetired(row: Retirable): 'faint' | undefined {
  return row.retired_at === null ? undefined : 'faint';
}
