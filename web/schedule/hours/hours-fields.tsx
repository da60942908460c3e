import { ActionIcon, Button } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { IconMoon, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from '#web/platform/i18n.ts';
import { type BreakFields, type DayFields, type Flaws, mostBreaks, runsOn, withBreak } from './day-hours.ts';
import classes from './day-row.module.css';
import { TimeField } from './time-field.tsx';

type HoursFieldsProps = {
  /** what the inputs' names begin with */
  under: string;
  /** of which day or days, for who does not see it */
  day: string;
  value: DayFields;
  flaws: Flaws;
  onChange: (value: DayFields) => void;
};

/** From, to, and the breaks between: the truth of a day, where the drawing is its picture. */
export function HoursFields({ under, day, value, flaws, onChange }: HoursFieldsProps) {
  const { t } = useTranslation('schedule');
  const say = (name: string) => flaws[name] && t(`flaw.${flaws[name]}`);
  const setBreak = (index: number, to: BreakFields) => onChange({ ...value, breaks: value.breaks.with(index, to) });

  return (
    <div className={classes.hours}>
      <div className={classes.line}>
        <TimeField
          name={`${under}.start`}
          label={t('hours.from', { day })}
          value={value.start}
          error={say('start')}
          onChange={(start) => onChange({ ...value, start })}
        />
        <span aria-hidden>–</span>
        <TimeField
          name={`${under}.end`}
          label={t('hours.to', { day })}
          value={value.end}
          error={say('end')}
          onChange={(end) => onChange({ ...value, end })}
        />
        {value.breaks.length < mostBreaks && (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.add}
            leftSection={<IconPlus size={15} aria-hidden />}
            aria-label={t('hours.addBreakNamed', { day })}
            onClick={() => onChange(withBreak(value))}
          >
            {t('hours.addBreak')}
          </Button>
        )}
      </div>
      {runsOn(value) && (
        <p className={classes.onward}>
          <IconMoon size={15} aria-hidden /> {t('hours.runsOn')}
        </p>
      )}
      {value.breaks.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a break is what stands at its place
        <fieldset className={classes.line} key={index} aria-label={t('hours.break', { day, at: index + 1 })}>
          <TimeField
            name={`${under}.breaks.${index}.start`}
            label={t('hours.breakFrom', { day, at: index + 1 })}
            value={each.start}
            error={say(`breaks.${index}.start`)}
            onChange={(start) => setBreak(index, { ...each, start })}
          />
          <span aria-hidden>–</span>
          <TimeField
            name={`${under}.breaks.${index}.end`}
            label={t('hours.breakTo', { day, at: index + 1 })}
            value={each.end}
            error={say(`breaks.${index}.end`)}
            onChange={(end) => setBreak(index, { ...each, end })}
          />
          <span className={classes.word}>{t('hours.breakWord')}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('hours.removeBreak', { day, at: index + 1 })}
            onClick={() => onChange({ ...value, breaks: value.breaks.toSpliced(index, 1) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
    </div>
  );
}
