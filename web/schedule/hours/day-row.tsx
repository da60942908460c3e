import { Switch } from '@mantine/core';
import '@mantine/core/styles/Switch.layer.css';
import type { Weekday } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { CopyMenu } from './copy-menu.tsx';
import { flawsOf, hasFlaws, switched } from './day-hours.ts';
import classes from './day-row.module.css';
import { HoursFields } from './hours-fields.tsx';
import { daySlots, type ScheduleFields } from './schedule-fields.ts';

type DayRowProps = { draft: Draft<ScheduleFields>; weekday: Weekday; order: readonly Weekday[] };

/** One day of the week by its fields: all that a phone needs. */
export function DayRow({ draft, weekday, order }: DayRowProps) {
  const { t } = useTranslation('schedule');
  const value = draft.values[weekday];
  const fault = draft.faults[weekday];
  const slots = daySlots(draft.values, weekday);
  const day = t(`day.${weekday}`);
  const isWrong = fault !== undefined && value.enabled && hasFlaws(value);
  return (
    <fieldset className={classes.row} aria-label={day} data-off={!value.enabled}>
      <div className={classes.head}>
        <Switch
          name={`${weekday}.enabled`}
          label={day}
          checked={value.enabled}
          onChange={({ currentTarget }) => draft.set(weekday, switched(value, currentTarget.checked))}
        />
        <span className={classes.slots}>
          {value.enabled ? slots !== null && t('slots', { count: slots }) : t('hours.off')}
        </span>
        <CopyMenu draft={draft} from={weekday} order={order} />
      </div>
      {value.enabled && (
        <HoursFields
          under={weekday}
          day={day}
          value={value}
          flaws={isWrong ? flawsOf(value) : {}}
          onChange={(to) => draft.set(weekday, to)}
        />
      )}
      {fault && !isWrong && <p className={classes.fault}>{fault}</p>}
    </fieldset>
  );
}
