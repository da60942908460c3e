import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import type { RecordsQuery } from './records.ts';

type Live = { id: number; name: string; retired_at?: string | null; is_approved?: boolean };

export type RecordAct<Row extends Live> = {
  noun: string;
  /** nouns whose lists show something of this one */
  touches?: readonly string[];
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
      const lists = { queryKey: [act.noun, 'list'] };
      await queries.cancelQueries(lists);
      const before = queries.getQueriesData<Page<Row>>(lists);
      placeRow(queries, act.noun, act.guess(row));
      return { before };
    },
    onError: (error, row, context) => {
      for (const [key, page] of context?.before ?? []) queries.setQueryData(key, page);
      say(t('act.refused', { name: row.name, reason: reason(error) }), { tone: 'alarm' });
    },
    onSuccess: (saved) => {
      placeRow(queries, act.noun, saved);
      act.done?.(saved);
    },
    onSettled: () => settle(queries, act.noun, act.touches),
  });
}

/** Puts a record into every page that shows it, and takes it out where it no longer belongs. */
export function placeRow<Row extends Live>(queries: QueryClient, noun: string, row: Row): void {
  for (const [key, page] of queries.getQueriesData<Page<Row>>({ queryKey: [noun, 'list'] })) {
    if (!page?.data.some(({ id }) => id === row.id)) continue;
    const asked = key[2] as RecordsQuery | undefined;
    const data = page.data.flatMap((one) => (one.id !== row.id ? [one] : belongs(row, asked?.state) ? [row] : []));
    queries.setQueryData(key, { ...page, data, total: page.total - (page.data.length - data.length) });
  }
}

export function settle(queries: QueryClient, noun: string, touches: readonly string[] = []): void {
  for (const one of [noun, ...touches]) void queries.invalidateQueries({ queryKey: [one] });
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
