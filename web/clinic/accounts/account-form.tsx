import { NativeSelect, TextInput } from '@mantine/core';
import { type Account, changeAccount, readAccount } from '#contract/identity.ts';
import type { Role } from '#contract/route.ts';
import { accountsKey, doctorRecordsKey, doctorsKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey } from '#web/platform/me.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { invitedRoles } from './invited-roles.ts';

type Fields = { name: string; role: Role };

const fieldsOf = ({ name, role }: Account): Fields => ({ name, role });
const touches = [doctorRecordsKey, doctorsKey, meKey];

export function AccountForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const saved = useSaved(accountsKey, onDone, touches);
  const draft = useDraft<Fields, Account>({
    initial: fieldsOf(account),
    version: account.version,
    send: ({ name, role }, { version }) => {
      const chosen = invitedRoles.find((one) => one === role && one !== account.role);
      return call(changeAccount, {
        params: { id: account.id },
        body: { version, name, ...(chosen && { role: chosen }) },
      });
    },
    saved,
    theirs: async () => {
      const now = await call(readAccount, { params: { id: account.id } });
      return { values: fieldsOf(now), version: now.version };
    },
  });
  const isDoctor = account.role === 'doctor';
  const choices = isDoctor ? (['doctor'] as const) : invitedRoles;
  return (
    <Form
      draft={draft}
      names={{
        name: t('field.name'),
        role: { name: t('accounts.role'), say: (role) => t(`role.${role}`) },
      }}
      actions={<FormActions pending={draft.pending} idle={!draft.dirty} onCancel={onDone} />}
    >
      <TextInput label={t('field.name')} maxLength={200} required autoComplete="off" {...field(draft, 'name')} />
      <TextInput label={t('field.email')} value={account.email} readOnly dir="ltr" />
      <NativeSelect
        label={t('accounts.role')}
        description={t(isDoctor ? 'accounts.roleDoctor' : 'accounts.roleAbout')}
        disabled={isDoctor}
        data={choices.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        {...field(draft, 'role')}
      />
      {draft.values.role !== account.role && (
        <Notice tone="waiting">
          <p>{t('accounts.roleEnds')}</p>
        </Notice>
      )}
      <p>
        {account.last_seen_at
          ? t('accounts.seenAt', { date: format.dateTime(account.last_seen_at) })
          : t('accounts.seenNever')}
        {account.is_demo && ` ${t('accounts.demo')}`}
      </p>
    </Form>
  );
}
