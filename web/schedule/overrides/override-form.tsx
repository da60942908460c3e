import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DayHours, NotedOverride } from '#contract/schedule.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { flawsOf, hasFlaws } from '#web/schedule/hours/day-hours.ts';
import { HoursFields } from '#web/schedule/hours/hours-fields.tsx';
import type { Stretch } from '#web/schedule/schedule-queries.ts';
import type { Looking } from '#web/schedule/stranded/use-looking.tsx';
import { isKeptLine } from '#web/ui/form/typed-text.ts';
import { Notice } from '#web/ui/notice.tsx';
import { useFieldReason } from '#web/ui/reason.ts';
import { daysBetween } from './dates.ts';
import { choiceOf, isSame, kinds, type OverrideFields, overrideFields } from './override-fields.ts';
import classes from './overrides.module.css';
import type { OverrideActs } from './use-override-acts.ts';
import type { useSelection } from './use-selection.ts';

type OverrideFormProps = {
  stretch: Stretch;
  present: NotedOverride | undefined;
  usual: DayHours;
  acts: OverrideActs;
  looking: Looking;
  selecting: ReturnType<typeof useSelection>;
  onTyped: (isTyped: boolean) => void;
};

/** What the chosen days are to be. It follows what they are until something is typed. */
export function OverrideForm({ stretch, present, usual, acts, looking, selecting, onTyped }: OverrideFormProps) {
  const { t } = useTranslation('schedule');
  const reason = useFieldReason();
  const days = useStretchWords();
  const form = useRef<HTMLFormElement>(null);
  const initial = overrideFields(present, usual);
  const [typed, setTyped] = useState<OverrideFields | null>(null);
  const values = typed ?? initial;
  const [isTried, setTried] = useState(false);
  const flaws = isTried ? flawsOf(values.hours) : {};
  const pending = acts.pending || looking.pending;
  const set = (change: Partial<OverrideFields>) => setTyped({ ...values, ...change });
  useTold(typed !== null && !isSame(typed, initial), onTyped);
  useForgiven(acts, looking);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (pending) return;
    if ((values.kind === 'other' && hasFlaws(values.hours)) || !isKeptLine(values.note)) {
      setTried(true);
      return requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    }
    const choice = choiceOf(values);
    const proposed = choice ? { override: { ...stretch, ...choice.hours } } : { usual: stretch };
    looking.before(proposed, () => void acts.set(stretch, choice).then((isSet) => isSet && selecting.done()));
  }

  function closeByKey(event: KeyboardEvent) {
    if (event.key === 'Escape') selecting.close();
  }

  return (
    <form
      ref={form}
      className={classes.form}
      data-override
      onSubmit={submit}
      onKeyDown={closeByKey}
      noValidate
      aria-label={t('overrides.form')}
    >
      <div className={classes.formHead}>
        <p className={classes.chosen} role="status">
          {days(stretch)}
        </p>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('overrides.close')} onClick={selecting.close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </div>
      {(acts.refusal ?? looking.refusal) && (
        <Notice tone="alarm" live>
          <p>{acts.refusal ?? looking.refusal}</p>
        </Notice>
      )}
      <SegmentedControl
        fullWidth
        aria-label={t('overrides.kind')}
        value={values.kind}
        onChange={(value) => set({ kind: kinds.find((one) => one === value) ?? 'leave' })}
        data={kinds.map((one) => ({ value: one, label: t(`overrides.${one}`) }))}
      />
      {values.kind === 'other' && (
        <HoursFields
          under="override"
          day={days(stretch)}
          value={values.hours}
          flaws={flaws}
          onChange={(hours) => set({ hours })}
        />
      )}
      {values.kind !== 'usual' && (
        <TextInput
          label={t('overrides.note')}
          description={t('overrides.noteAbout')}
          maxLength={200}
          autoComplete="off"
          value={values.note}
          error={!isKeptLine(values.note) && reason({ field: 'note', rule: 'line', message: '' })}
          onChange={({ currentTarget }) => set({ note: currentTarget.value })}
        />
      )}
      <div className={classes.acts}>
        <Button type="submit" loading={pending}>
          {t('overrides.apply')}
        </Button>
        <Button variant="subtle" aria-pressed={selecting.isExtending} onClick={selecting.extend}>
          {t(selecting.isExtending ? 'overrides.extending' : 'overrides.extend')}
        </Button>
      </div>
    </form>
  );
}

/** Whoever closes the form must know; with the form goes what was typed. */
function useTold(isTyped: boolean, onTyped: (isTyped: boolean) => void) {
  useLayoutEffect(() => {
    onTyped(isTyped);
    return () => onTyped(false);
  }, [isTyped, onTyped]);
}

/** Why some days were refused is no word on others. */
function useForgiven({ forgive: forgiveActs }: OverrideActs, { forgive: forgiveLooking }: Looking) {
  useEffect(
    () => () => {
      forgiveActs();
      forgiveLooking();
    },
    [forgiveActs, forgiveLooking],
  );
}

/** Monday 23 November – Wednesday 25 November (3 days) */
export function useStretchWords(): (stretch: Stretch) => string {
  const { t } = useTranslation('schedule');
  const format = useFormat();
  const short = (day: string) => `${format.weekday(day)} ${format.dayMonth(day)}`;
  return ({ from, to }) => {
    if (from === to) return format.longDay(from);
    const count = daysBetween(from, to) + 1;
    return t('overrides.stretch', { from: short(from), to: short(to), days: t('span.days', { count }) });
  };
}
