import { NativeSelect } from '@mantine/core';
import { retirements } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './filter-select.module.css';

type FilterSelectProps = {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
};

/** One filter beside a list's search. Its choices say what they are of, so the label stays unseen. */
export function FilterSelect({ label, value, choices, onChoose }: FilterSelectProps) {
  return (
    <NativeSelect
      className={classes.filter}
      aria-label={label}
      data={[...choices]}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}

/** Active, retired, or both. */
export function StateFilter({ value, onChoose }: Pick<FilterSelectProps, 'value' | 'onChoose'>) {
  const { t } = useTranslation('clinic');
  const choices = retirements.map((state) => ({ value: state, label: t(`state.${state}`) }));
  return <FilterSelect label={t('state.label')} value={value} choices={choices} onChoose={onChoose} />;
}
