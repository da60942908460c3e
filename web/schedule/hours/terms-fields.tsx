import { NativeSelect, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/Switch.layer.css';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from '#web/schedule/schedule.module.css';
import type { Draft } from '#web/ui/form/draft.ts';
import { field, switchField } from '#web/ui/form/field.ts';
import type { ScheduleFields } from './schedule-fields.ts';

const hour = 60;
const day = 24 * hour;
const notices = [0, 15, 30, hour, 2 * hour, 4 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day, 30 * day];

/** How slots are cut out of the hours, and when they can be booked. */
export function TermsFields({ draft }: { draft: Draft<ScheduleFields> }) {
  const { t } = useTranslation('schedule');
  const sayNotice = useNoticeWords();
  const present = Number(draft.values.notice_minutes);
  const choices = notices.includes(present) ? notices : [...notices, present].toSorted((a, b) => a - b);
  return (
    <>
      <div className={classes.terms}>
        <Count draft={draft} name="slot_minutes" unit={t('terms.minutes')} />
        <Count draft={draft} name="pause_minutes" unit={t('terms.minutes')} />
        <NativeSelect
          label={t('terms.notice_minutes')}
          description={t('terms.notice_minutesAbout')}
          data={choices.map((minutes) => ({ value: String(minutes), label: sayNotice(minutes) }))}
          {...field(draft, 'notice_minutes')}
        />
        <Count draft={draft} name="horizon_days" unit={t('terms.days')} />
      </div>
      <Switch
        label={t('terms.confirms_by_hand')}
        description={t('terms.confirms_by_handAbout')}
        {...switchField(draft, 'confirms_by_hand')}
      />
    </>
  );
}

type CountProps = {
  draft: Draft<ScheduleFields>;
  name: 'slot_minutes' | 'pause_minutes' | 'horizon_days';
  unit: string;
};

function Count({ draft, name, unit }: CountProps) {
  const { t } = useTranslation('schedule');
  return (
    <TextInput
      label={t(`terms.${name}`)}
      description={t(`terms.${name}About`)}
      inputMode="numeric"
      maxLength={4}
      autoComplete="off"
      rightSection={<span className={classes.unit}>{unit}</span>}
      rightSectionWidth="4.5rem"
      rightSectionPointerEvents="none"
      {...field(draft, name)}
    />
  );
}

/** In the largest unit that leaves no rest. */
export function useNoticeWords(): (minutes: number) => string {
  const { t } = useTranslation('schedule');
  return (minutes) => {
    if (minutes === 0) return t('span.none');
    if (minutes % day === 0) return t('span.days', { count: minutes / day });
    if (minutes % hour === 0) return t('span.hours', { count: minutes / hour });
    return t('span.minutes', { count: minutes });
  };
}
