import { useTranslation } from '#web/platform/i18n.ts';
import { FilterSelect } from '#web/ui/filter-select.tsx';
import { specializationChoices, useSpecializations } from './specialization-choices.ts';

export function SpecializationFilter({ value, onChoose }: { value: string; onChoose: (value: string) => void }) {
  const { t } = useTranslation('clinic');
  const { data } = useSpecializations();
  const choices = [{ value: '', label: t('filter.allSpecializations') }, ...specializationChoices(data)];
  return <FilterSelect label={t('field.specialization')} value={value} choices={choices} onChoose={onChoose} />;
}
