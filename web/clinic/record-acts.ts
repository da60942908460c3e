import { type QueryClient, type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import type { RecordsKey, RecordsQuery } from './records.ts';

type Live = { id: number; name: string; retired_at?: string | null; is_approved?: boolean };

export type RecordAct<Row extends Live> = {
  key: RecordsKey;
  /** what else shows something of these records */
  touches?: readonly QueryKey[];
  run: (row: Row) => Promise<Row>;
  /** what the row will be, shown before the server has agreed */
  guess: (row: Row) => Row;
  done?: (saved: Row) => void;
};

/** One act on one row: shown at once, taken back with the reason where the server refuses. */
export function useRecordAct<Row extends Live>(act: RecordAct<Row>) {
  const queries = useQueryClient();
  const reason = useReason();
  const { t } = useTranslation('clinic');
  return useMutation({
    mutationFn: act.run,
    onMutate: async (row: Row) => {
      const lists = { queryKey: [...act.key, 'list'] };
      await queries.cancelQueries(lists);
      const before = queries.getQueriesData<Page<Row>>(lists);
      placeRow(queries, act.key, act.guess(row));
      return { before };
    },
    onError: (error, row, context) => {
      for (const [key, page] of context?.before ?? []) queries.setQueryData(key, page);
      say(t('act.refused', { name: row.name, reason: reason(error) }), { tone: 'alarm' });
    },
    onSuccess: (saved) => {
      placeRow(queries, act.key, saved);
      act.done?.(saved);
    },
    onSettled: () => settle(queries, act.key, act.touches),
  });
}

/** Puts a record into every page that shows it, and takes it out where it no longer belongs. */
export function placeRow<Row extends Live>(queries: QueryClient, key: RecordsKey, row: Row): void {
  for (const [list, page] of queries.getQueriesData<Page<Row>>({ queryKey: [...key, 'list'] })) {
    if (!page?.data.some(({ id }) => id === row.id)) continue;
    const asked = list[2] as RecordsQuery | undefined;
    const data = page.data.flatMap((one) => (one.id !== row.id ? [one] : belongs(row, asked?.state) ? [row] : []));
    queries.setQueryData(list, { ...page, data, total: page.total - (page.data.length - data.length) });
  }
}

export function settle(queries: QueryClient, key: QueryKey, touches: readonly QueryKey[] = []): void {
  for (const queryKey of [key, ...touches]) void queries.invalidateQueries({ queryKey });
}

/** Whether a list of this state shows the row. Doctors have two states more. */
function belongs(row: Live, state = 'active'): boolean {
  const retired = row.retired_at !== null && row.retired_at !== undefined;
  if (state === 'all') return true;
  if (state === 'retired') return retired;
  if (state === 'waiting') return !retired && row.is_approved === false;
  if (state === 'approved') return !retired && row.is_approved === true;
  return !retired;
}
