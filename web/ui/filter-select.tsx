import { NativeSelect } from '@mantine/core';
import classes from './filter-select.module.css';

export type FilterSelectProps = {
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
