import { NativeSelect } from '@mantine/core';
import {
  addDependent,
  changeFamilyMember,
  dependentRelations,
  type FamilyMember,
  listFamily,
} from '#contract/patients.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { blankPerson, type PersonFields, personBody, personFields } from './person-fields.ts';
import { PersonInputs, usePersonFieldNames } from './person-inputs.tsx';
import { useFamilySaved } from './use-family-saved.ts';

type Fields = PersonFields & { relation: FamilyMember['relation'] };

const fieldsOf = (person: FamilyMember): Fields => ({ ...personFields(person), relation: person.relation });

export function FamilyForm({ subject, onDone }: { subject: FamilyMember | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const names = usePersonFieldNames();
  const saved = useFamilySaved(onDone);
  const existing = subject === 'new' ? null : subject;
  const draft = useDraft<Fields, FamilyMember>({
    initial: existing ? fieldsOf(existing) : { ...blankPerson, relation: 'child' },
    version: existing?.version,
    send: (values, { version, key }) => {
      const relation = dependentRelations.find((one) => one === values.relation);
      return existing
        ? call(changeFamilyMember, {
            params: { id: existing.id },
            body: { version, ...(!existing.is_theirs && personBody(values)), ...(relation && { relation }) },
          })
        : call(addDependent, { body: { ...personBody(values), relation: relation ?? 'other' }, key });
    },
    saved,
    theirs: existing ? () => now(existing.id) : undefined,
  });
  return (
    <Form
      draft={draft}
      names={{ ...names, relation: { name: t('person.relation'), say: (one) => t(`relation.${one}`) } }}
      actions={
        <FormActions
          pending={draft.pending}
          idle={!draft.dirty}
          label={existing ? undefined : t('family.addSubmit')}
          onCancel={onDone}
        />
      }
    >
      {existing?.is_theirs ? (
        <Notice title={t('family.theirs', { name: existing.name })}>
          <p>{t('family.theirsAbout')}</p>
        </Notice>
      ) : (
        <PersonInputs draft={draft} born={existing?.relation === 'self' ? null : existing?.birth_date} />
      )}
      {existing?.relation !== 'self' && (
        <NativeSelect
          label={t('person.relation')}
          data={dependentRelations.map((one) => ({ value: one, label: t(`relation.${one}`) }))}
          {...field(draft, 'relation')}
        />
      )}
    </Form>
  );
}

async function now(id: number) {
  const person = (await call(listFamily)).find((one) => one.id === id);
  if (!person) throw new Refused(404, { success: false, error: 'not_found', message: '' }, new Headers());
  return { values: fieldsOf(person), version: person.version };
}
