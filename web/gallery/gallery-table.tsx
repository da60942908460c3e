import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from '#contract/route.ts';
import { Offline } from '#web/platform/api.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { Price } from '#web/ui/price.tsx';
import { type Status, StatusBadge } from '#web/ui/status-badge.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import type { ListState } from '#web/ui/table/list-state.ts';
import { say } from '#web/ui/toasts.ts';

type Row = { id: number; version: number; name: string; status: Status; cents: number };

const rows: Row[] = [
  { id: 1, version: 1, name: 'Amina Haddad', status: 'confirmed', cents: 400_000 },
  {
    id: 2,
    version: 1,
    name: `Wolfeschlegelstein${'hausenbergerdorff'.repeat(11)}`,
    status: 'in_progress',
    cents: 8_000,
  },
  { id: 3, version: 1, name: 'Karim Benali', status: 'no_show', cents: 111_111 },
  { id: 4, version: 1, name: 'Leïla Saïdi', status: 'retired', cents: 350_000 },
];

const columns: Column<Row>[] = [
  { key: 'name', title: 'Name', sort: 'name', cell: (row) => row.name },
  { key: 'status', title: 'State', width: '12rem', cell: (row) => <StatusBadge status={row.status} /> },
  {
    key: 'price',
    title: 'Price',
    sort: 'price',
    numeric: true,
    width: '10rem',
    cell: (row) => <Price cents={row.cents} currency="DZD" />,
  },
];

/** A table in one of its states, with a state of its own instead of the address's. */
export function GalleryTable({ state: shown }: { state: 'rows' | 'pending' | 'empty' | 'error' }) {
  const state = useOwnState();
  const [changes, setChanges] = useState(0);
  const query = useQuery({
    queryKey: ['gallery', shown, changes],
    queryFn: () => answer(shown, changes),
    retry: false,
  });
  return (
    <>
      {shown === 'rows' && (
        <Button variant="default" onClick={() => setChanges((count) => count + 1)}>
          Somebody else changes Karim Benali
        </Button>
      )}
      <DataTable
        label={`Rows: ${shown}`}
        searchLabel="Search"
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={(row) => say(`${row.name} opened.`)}
        emphasis={(row) => (row.status === 'retired' ? 'faint' : row.status === 'no_show' ? 'urgent' : undefined)}
        empty={<EmptyState title="Nothing yet" about="Add the first one." action={<Button>Add</Button>} />}
      />
    </>
  );
}

async function answer(shown: string, changes: number): Promise<Page<Row>> {
  if (shown === 'pending') return new Promise(() => {});
  if (shown === 'error') throw new Offline(null);
  const data = rows.map((row) => (row.id === 3 ? { ...row, version: row.version + changes } : row));
  return shown === 'empty' ? { data: [], next: null, total: 0 } : { data, next: 'more', total: 1234 };
}

function useOwnState(): ListState {
  const [sort, setSort] = useState('name');
  const [q, setQ] = useState('');
  const nothing = () => {};
  return {
    q,
    sort,
    cursor: undefined,
    filters: {},
    narrowed: q !== '',
    search: setQ,
    sortBy: setSort,
    filter: nothing,
    clear: () => setQ(''),
    forward: nothing,
    back: nothing,
    position: 'first',
  };
}
