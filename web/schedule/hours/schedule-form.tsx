import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCalendarPlus, IconCopy } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef } from 'react';
import { type Schedule, weekdays } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from '#web/schedule/schedule.module.css';
import { useLooking } from '#web/schedule/stranded/use-looking.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import type { Draft } from '#web/ui/form/draft.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { copyDay } from './copy-menu.tsx';
import { hasFlaws } from './day-hours.ts';
import { DayRow } from './day-row.tsx';
import { isEmptyWeek, type ScheduleFields, termsOf, usualWeek, workdays } from './schedule-fields.ts';
import { SlotPreview } from './slot-preview.tsx';
import type { Standing } from './standing.ts';
import { TermsFields } from './terms-fields.tsx';
import { useFieldWords } from './use-field-words.ts';
import { useScheduleDraft } from './use-schedule-draft.ts';
import { WeekGrid } from './week-grid.tsx';
import { useWeekOrder } from './week-order.ts';

type ScheduleFormProps = {
  schedule: Schedule;
  standing: RefObject<Standing | null>;
  /** somebody has just changed it */
  isMarked: boolean;
  onTyped: (isTyped: boolean) => void;
};

export function ScheduleForm({ schedule, standing, isMarked, onTyped }: ScheduleFormProps) {
  const { t } = useTranslation('schedule');
  const draft = useScheduleDraft(schedule, standing);
  const order = useWeekOrder();
  const looking = useLooking(schedule.doctor_id);
  const guarded = lookedAt(draft, looking);
  const card = useRef<HTMLElement>(null);

  const isTyped = draft.dirty && !draft.pending;
  useEffect(() => onTyped(isTyped), [isTyped, onTyped]);

  // It is saved at the foot of a long form, and a refusal stands at its head.
  useEffect(() => {
    if (guarded.refusal !== null) card.current?.scrollIntoView({ block: 'start' });
  }, [guarded.refusal]);

  return (
    <section ref={card} className={classes.card} aria-labelledby="schedule-week" data-marked={isMarked}>
      <header className={classes.head}>
        <div>
          <h2 id="schedule-week" className={classes.title}>
            {t('week.title')}
          </h2>
          <p className={classes.zone}>{t('week.zone', { zone: placeOf(schedule.timezone) })}</p>
        </div>
        <CopyFirst draft={draft} />
      </header>
      <Form
        draft={guarded}
        names={useFieldWords()}
        label={t('week.title')}
        actions={
          <div className={classes.bar} data-dirty={draft.dirty}>
            <FormActions pending={guarded.pending} idle={!draft.dirty} />
          </div>
        }
      >
        {isEmptyWeek(draft.values) && <EmptyWeek draft={draft} />}
        <div className={classes.week}>
          <WeekGrid draft={draft} order={order} />
          <div className={classes.rows}>
            {order.map((weekday) => (
              <DayRow key={weekday} draft={draft} weekday={weekday} order={order} />
            ))}
          </div>
        </div>
        <h3 className={classes.subtitle}>{t('terms.title')}</h3>
        <TermsFields draft={draft} />
        <SlotPreview values={draft.values} />
      </Form>
      {looking.dialog}
    </section>
  );
}

/** Saved once it is known what the change would strand. What is wrong in the form is said first. */
function lookedAt(draft: Draft<ScheduleFields>, looking: ReturnType<typeof useLooking>): Draft<ScheduleFields> {
  const isWrong = weekdays.some((weekday) => hasFlaws(draft.values[weekday]));
  return {
    ...draft,
    pending: draft.pending || looking.pending,
    refusal: looking.refusal ?? draft.refusal,
    submit: (event) => {
      event?.preventDefault();
      event?.stopPropagation();
      if (isWrong) return draft.submit();
      looking.before({ availability_schedule: termsOf(draft.values).availability_schedule }, () => draft.submit());
    },
  };
}

/** A doctor without hours is in the directory, and cannot be booked: that is said, with the way on. */
function EmptyWeek({ draft }: { draft: Draft<ScheduleFields> }) {
  const { t } = useTranslation('schedule');
  const fill = () => {
    for (const weekday of workdays) draft.set(weekday, usualWeek[weekday]);
  };
  return (
    <EmptyState
      icon={IconCalendarPlus}
      title={t('empty.title')}
      about={t('empty.about')}
      action={<Button onClick={fill}>{t('empty.fill')}</Button>}
    />
  );
}

/** For the commonest of all: Monday's hours on every weekday. */
function CopyFirst({ draft }: { draft: Draft<ScheduleFields> }) {
  const { t } = useTranslation('schedule');
  if (!draft.values.monday.enabled) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconCopy size={17} stroke={1.5} aria-hidden />}
      onClick={() => copyDay(draft, 'monday', workdays)}
    >
      {t('copy.monday')}
    </Button>
  );
}

/** `Africa/Algiers` as people say it. */
function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
