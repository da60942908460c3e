import { TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { minuteOf, readClock, step, writeClock } from './clock.ts';
import classes from './day-row.module.css';

type TimeFieldProps = {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (text: string) => void;
};

/** `HH:MM` on every device and in every language. 9, 930 and 9h30 are read too; the arrows move by a quarter of an hour. */
export function TimeField({ name, label, value, error, onChange }: TimeFieldProps) {
  const clock = readClock(value);

  function press(event: KeyboardEvent) {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way === undefined || clock === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onChange(writeClock(minuteOf(clock) + way * step));
  }

  return (
    <TextInput
      className={classes.time}
      name={name}
      aria-label={label}
      value={value}
      error={error}
      placeholder="00:00"
      maxLength={7}
      inputMode="numeric"
      autoComplete="off"
      dir="ltr"
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => clock !== null && clock !== value && onChange(clock)}
      onKeyDown={press}
    />
  );
}
