import { TextInput } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type AuditRow, listAudit } from '#contract/audit.ts';
import { auditActionNames } from '#contract/audit-actions.ts';
import type { OpenPage } from '#contract/route.ts';
import { type Asked, call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { FilterSelect } from '#web/ui/filter-select.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import { type ListState, useListState } from '#web/ui/table/list-state.ts';
import { SearchField } from '#web/ui/table/search-field.tsx';
import { actionWord } from './action-word.ts';
import { LogEnd } from './log-end.tsx';
import { LogRow } from './log-row.tsx';
import { About, Who } from './who.tsx';

/** How soon what is new comes by itself to the first page. */
const refreshMs = 15_000;
const pageRows = 25;

/** What was done and read in the clinic: by whom, of whom, what, on which day. */
export function Page() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const state = useListState({ sort: '', filters: { who: '', action: '', day: '' } });
  const query = useLog(state);
  const panel = usePanel<AuditRow>();
  const columns: Column<AuditRow>[] = [
    { key: 'at', title: t('field.at'), width: '14rem', cell: ({ at }) => format.dateTime(at) },
    { key: 'who', title: t('field.who'), cell: (row) => <Who row={row} /> },
    { key: 'action', title: t('field.action'), cell: ({ action }) => t(`action.${actionWord(action)}`) },
    { key: 'about', title: t('field.about'), cell: (row) => <About row={row} /> },
  ];
  const actions = auditActionNames
    .map((action) => ({ value: action as string, label: t(`action.${actionWord(action)}`) }))
    .toSorted((a, b) => format.compare(a.label, b.label));
  return (
    <>
      <PageHeader title={t('title')} about={t('about')} />
      <DataTable
        label={t('title')}
        searchLabel={t('search.whom')}
        state={state}
        query={query}
        columns={columns}
        nameOf={({ action, at }) => `${t(`action.${actionWord(action)}`)}, ${format.dateTime(at)}`}
        onOpen={panel.open}
        filters={
          <>
            <SearchField
              label={t('search.who')}
              value={state.filters.who}
              onSearch={(who) => state.filter({ who })}
              beside
            />
            <FilterSelect
              label={t('field.action')}
              value={state.filters.action}
              choices={[{ value: '', label: t('search.everything') }, ...actions]}
              onChoose={(action) => state.filter({ action })}
            />
            <TextInput
              type="date"
              aria-label={t('search.day')}
              value={state.filters.day}
              onChange={({ currentTarget }) => state.filter({ day: currentTarget.value })}
            />
          </>
        }
        empty={<EmptyState icon={IconFileSearch} title={t('none')} />}
      />
      <LogEnd />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? '' : t(`action.${actionWord(panel.subject.action)}`)}
        onClose={panel.close}
      >
        {panel.subject !== 'new' && <LogRow row={panel.subject} />}
      </SidePanel>
    </>
  );
}

function useLog({ q, cursor, filters: { who, action, day } }: ListState<{ who: string; action: string; day: string }>) {
  // The server judges what an address asks for; the types of a query cannot.
  const query: unknown = {
    whom: q || undefined,
    who: who || undefined,
    action: action || undefined,
    from: day || undefined,
    to: day || undefined,
    limit: pageRows,
    cursor,
  };
  return useQuery<OpenPage<AuditRow>>({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => call(listAudit, { query, signal } as Asked<typeof listAudit>),
    placeholderData: keepPreviousData,
    refetchInterval: cursor === undefined && refreshMs,
  });
}
