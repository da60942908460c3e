import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconMailPlus, IconUserShield } from '@tabler/icons-react';
import { type Account, listAccounts, restoreAccount, retireAccount } from '#contract/identity.ts';
import { roles } from '#contract/route.ts';
import { DoctorName } from '#web/clinic/doctor-name.tsx';
import { accountsKey, doctorRecordsKey, doctorsKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { faintWhereRetired, useRetirement } from '#web/clinic/retirement.tsx';
import { StateFilter } from '#web/clinic/state-filter.tsx';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { FilterSelect } from '#web/ui/filter-select.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { AccountActions } from './account-actions.tsx';
import { AccountForm } from './account-form.tsx';
import { InviteForm } from './invite-form.tsx';

const key = accountsKey;
const touches = [doctorRecordsKey, doctorsKey];

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { role: '', state: 'active' } });
  const query = useRecords(key, listAccounts, state);
  const panel = usePanel<Account>();
  const retirement = useRetirement<Account>({
    key,
    touches,
    retire: ({ id }) => call(retireAccount, { params: { id } }),
    restore: ({ id }) => call(restoreAccount, { params: { id } }),
  });

  const columns: Column<Account>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => <DoctorName row={row} /> },
    { key: 'role', title: t('accounts.role'), width: '10rem', cell: (row) => t(`role.${row.role}`) },
    { key: 'state', title: t('state.label'), width: '10rem', cell: (row) => <StatusBadge status={stateOf(row)} /> },
    {
      key: 'seen',
      title: t('accounts.seen'),
      width: '12rem',
      cell: (row) =>
        row.last_seen_at ? (format.ago(row.last_seen_at) ?? format.date(row.last_seen_at)) : t('accounts.never'),
    },
    {
      key: 'created_at',
      spare: true,
      title: t('accounts.since'),
      sort: 'created_at',
      width: '11rem',
      cell: (row) => format.date(row.created_at),
    },
  ];
  const invite = (
    <Button leftSection={<IconMailPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t('accounts.invite')}
    </Button>
  );
  const roleChoices = [
    { value: '', label: t('accounts.allRoles') },
    ...roles.map((role) => ({ value: role, label: t(`role.${role}`) })),
  ];

  return (
    <>
      <PageHeader title={t('accounts.title')} about={t('accounts.about')} actions={invite} />
      <DataTable
        label={t('accounts.title')}
        searchLabel={t('accounts.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <AccountActions row={row} retirement={retirement} />}
        emphasis={faintWhereRetired}
        filters={
          <>
            <FilterSelect
              label={t('accounts.role')}
              value={state.filters.role}
              choices={roleChoices}
              onChoose={(value) => state.filter({ role: value })}
            />
            <StateFilter value={state.filters.state} onChoose={(value) => state.filter({ state: value })} />
          </>
        }
        empty={
          <EmptyState
            icon={IconUserShield}
            title={t('accounts.emptyTitle')}
            about={t('accounts.emptyAbout')}
            action={invite}
          />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('accounts.invite') : panel.subject.name}
        onClose={panel.close}
      >
        {panel.subject === 'new' ? (
          <InviteForm key={panel.turn} onDone={panel.close} />
        ) : (
          <AccountForm key={panel.turn} account={panel.subject} onDone={panel.close} />
        )}
      </SidePanel>
    </>
  );
}

function stateOf(row: Account) {
  if (row.retired_at !== null) return 'retired';
  return row.has_password ? 'active' : 'invited';
}
