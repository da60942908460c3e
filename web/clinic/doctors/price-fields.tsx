import { Checkbox, TextInput } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import { type Mode, modes } from '#contract/clinic.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import type { DoctorFields } from './doctor-fields.ts';
import classes from './price-fields.module.css';

/** Which modes a doctor offers, and for how much: a price appears with its mode. */
export function PriceFields({ draft }: { draft: Draft<DoctorFields> }) {
  const { t } = useTranslation('clinic');
  return (
    <fieldset className={classes.prices}>
      <legend>{t('prices.title')}</legend>
      {modes.map((mode) => (
        <ModePrice key={mode} mode={mode} draft={draft} />
      ))}
    </fieldset>
  );
}

function ModePrice({ mode, draft }: { mode: Mode; draft: Draft<DoctorFields> }) {
  const { t } = useTranslation('clinic');
  const currency = useClinic()?.currency ?? '';
  const amount = draft.values[mode];
  const offered = amount !== null;
  return (
    <div className={classes.line}>
      <Checkbox
        label={t(`mode.${mode}`)}
        checked={offered}
        onChange={(event) => draft.set(mode, event.currentTarget.checked ? '' : null)}
      />
      {offered && (
        <TextInput
          className={classes.amount}
          aria-label={t('prices.of', { mode: t(`mode.${mode}`), currency })}
          name={mode}
          inputMode="decimal"
          maxLength={12}
          value={amount}
          error={draft.faults[mode]}
          rightSection={<span className={classes.currency}>{currency}</span>}
          rightSectionWidth={56}
          rightSectionPointerEvents="none"
          onChange={(event) => draft.set(mode, event.currentTarget.value)}
        />
      )}
    </div>
  );
}
