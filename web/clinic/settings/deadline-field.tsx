import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { readWhole } from '#web/ui/form/whole-number.ts';
import type { ClinicFields } from './clinic-fields.ts';
import classes from './deadline-field.module.css';
import { FieldGroup } from './field-group.tsx';

type DeadlineFieldProps = { draft: Draft<ClinicFields> };

/** Until when a patient may cancel or move an appointment, in hours and minutes before it begins. */
export function DeadlineField({ draft }: DeadlineFieldProps) {
  const { t } = useTranslation('clinic');
  const say = useDeadlineWords();
  const value = draft.values.cancel_deadline_minutes;
  const [typed, setTyped] = useState(() => partsOf(value));
  // Taken from elsewhere, such as another's version, it is not what was typed here.
  const parts = minutesOf(typed) === value ? typed : partsOf(value);

  function type(part: Partial<typeof parts>) {
    const now = { ...parts, ...part };
    setTyped(now);
    draft.set('cancel_deadline_minutes', minutesOf(now));
  }

  const error = draft.faults.cancel_deadline_minutes;
  return (
    <FieldGroup legend={t('clinic.deadline')} about={t('clinic.deadlineAbout')}>
      <div className={classes.parts}>
        <TextInput
          label={t('clinic.deadlineHours')}
          name="cancel_deadline_minutes"
          inputMode="numeric"
          maxLength={3}
          autoComplete="off"
          value={parts.hours}
          error={error !== undefined}
          onChange={({ currentTarget }) => type({ hours: currentTarget.value })}
        />
        <TextInput
          label={t('clinic.deadlineMinutes')}
          inputMode="numeric"
          maxLength={3}
          autoComplete="off"
          value={parts.minutes}
          error={error !== undefined}
          onChange={({ currentTarget }) => type({ minutes: currentTarget.value })}
        />
      </div>
      <p className={classes.said} role={error ? 'alert' : 'status'} data-wrong={error !== undefined}>
        {error ?? (isDeadline(value) ? say(value) : t('fault.wholeNumber'))}
      </p>
    </FieldGroup>
  );
}

export function useDeadlineWords(): (minutes: string) => string {
  const { t } = useTranslation('clinic');
  return (text) => {
    const { hours, minutes } = partsOf(text);
    if (Number(text) === 0) return t('clinic.deadlineNone');
    const said = [
      ...(hours === '0' ? [] : [t('hours', { count: Number(hours) })]),
      ...(minutes === '0' ? [] : [t('minutes', { count: Number(minutes) })]),
    ];
    return t('clinic.deadlineSaid', { span: said.join(' ') });
  };
}

/** Thirty days are the longest. */
export function isDeadline(text: string): boolean {
  const minutes = readWhole(text);
  return minutes !== null && minutes <= 43_200;
}

function partsOf(text: string) {
  const minutes = readWhole(text) ?? 0;
  return { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) };
}

/** Nothing written is none; what cannot be read is kept, so that it is refused. */
function minutesOf({ hours, minutes }: { hours: string; minutes: string }): string {
  const [whole, rest] = [hours, minutes].map((part) => (part.trim() === '' ? 0 : readWhole(part)));
  if (whole === null || whole === undefined || rest === null || rest === undefined) return `${hours}:${minutes}`;
  return String(whole * 60 + rest);
}
