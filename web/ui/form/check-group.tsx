import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import classes from './check-group.module.css';

export type CheckGroupProps = {
  label: string;
  description?: string;
  error?: string | undefined;
  choices: readonly { value: string; label: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
};

/** Several of a few: every choice in sight, no list to open. */
export function CheckGroup({ label, description, error, choices, value, onChange }: CheckGroupProps) {
  return (
    <Checkbox.Group label={label} description={description} error={error} value={[...value]} onChange={onChange}>
      <div className={classes.choices}>
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
