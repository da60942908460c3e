import { TextInput } from '@mantine/core';
import { limitNames } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import type { ClinicFields } from './clinic-fields.ts';
import { FieldGroup } from './field-group.tsx';
import classes from './limit-fields.module.css';

/** How much one patient's account may take before the desk must be asked. */
export function LimitFields({ draft }: { draft: Draft<ClinicFields> }) {
  const { t } = useTranslation('clinic');
  return (
    <FieldGroup legend={t('clinic.limits')} about={t('clinic.limitsAbout')}>
      <div className={classes.fields}>
        {limitNames.map((name) => (
          <TextInput
            key={name}
            label={t(`clinic.limit.${name}`)}
            inputMode="numeric"
            maxLength={4}
            autoComplete="off"
            {...field(draft, name)}
          />
        ))}
      </div>
    </FieldGroup>
  );
}
