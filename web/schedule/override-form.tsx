import { Button, SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { type FormEvent, useRef, useState } from 'react';
import type { DayHours, NotedOverride } from '#contract/schedule.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import { daysBetween } from './dates.ts';
import { dayFields, dayHours, flawsOf, hasFlaws, nineToFive } from './day-hours.ts';
import { HoursFields } from './hours-fields.tsx';
import classes from './overrides.module.css';
import type { Stretch } from './schedule-queries.ts';
import type { Looking } from './use-looking.tsx';
import type { OverrideActs } from './use-override-acts.ts';
import type { useSelection } from './use-selection.ts';

const kinds = ['leave', 'other', 'usual'] as const;
type Kind = (typeof kinds)[number];

type OverrideFormProps = {
  stretch: Stretch;
  present: NotedOverride | undefined;
  usual: DayHours;
  acts: OverrideActs;
  looking: Looking;
  selecting: ReturnType<typeof useSelection>;
};

/** What the chosen days are to be. */
export function OverrideForm({ stretch, present, usual, acts, looking, selecting }: OverrideFormProps) {
  const { t } = useTranslation('schedule');
  const days = useStretchWords();
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<Kind>(present?.enabled ? 'other' : 'leave');
  const [hours, setHours] = useState(() => {
    const known = [present, usual].find((each) => each?.enabled);
    return known ? dayFields(known) : nineToFive;
  });
  const [note, setNote] = useState(present?.note ?? '');
  const [isTried, setTried] = useState(false);
  const flaws = isTried ? flawsOf(hours) : {};
  const pending = acts.pending || looking.pending;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (pending) return;
    if (kind === 'other' && hasFlaws(hours)) {
      setTried(true);
      return requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    }
    if (kind === 'usual') return looking.before({ usual: stretch }, () => void acts.set(stretch, null));
    const chosen = kind === 'other' ? dayHours(hours) : { enabled: false };
    looking.before({ override: { ...stretch, ...chosen } }, () => void acts.set(stretch, { hours: chosen, note }));
  }

  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate aria-label={t('overrides.form')}>
      <p className={classes.chosen} role="status">
        {days(stretch)}
      </p>
      {(acts.refusal ?? looking.refusal) && (
        <Notice tone="alarm" live>
          <p>{acts.refusal ?? looking.refusal}</p>
        </Notice>
      )}
      <SegmentedControl
        fullWidth
        aria-label={t('overrides.kind')}
        value={kind}
        onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'leave')}
        data={kinds.map((one) => ({ value: one, label: t(`overrides.${one}`) }))}
      />
      {kind === 'other' && (
        <HoursFields under="override" day={days(stretch)} value={hours} flaws={flaws} onChange={setHours} />
      )}
      {kind !== 'usual' && (
        <TextInput
          label={t('overrides.note')}
          description={t('overrides.noteAbout')}
          maxLength={200}
          autoComplete="off"
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
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
