import { retirements } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { FilterSelect, type FilterSelectProps } from '#web/ui/filter-select.tsx';

/** Active, retired, or both. */
export function StateFilter({ value, onChoose }: Pick<FilterSelectProps, 'value' | 'onChoose'>) {
  const { t } = useTranslation('clinic');
  const choices = retirements.map((state) => ({ value: state, label: t(`state.${state}`) }));
  return <FilterSelect label={t('state.label')} value={value} choices={choices} onChoose={onChoose} />;
}
