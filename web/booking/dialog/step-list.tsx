import { IconCheck } from '@tabler/icons-react';
import { changeForm } from '#web/booking/form/kept-form.ts';
import { type Step, steps } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './step-list.module.css';

/** Where one is among the three steps, and the way back to those before. */
export function StepList({ step, isStuck }: { step: Step; isStuck: boolean }) {
  const { t } = useTranslation('booking');
  const here = steps.indexOf(step);
  return (
    <ol className={classes.steps} aria-label={t('dialog.steps')}>
      {steps.map((name, at) => (
        <li key={name} aria-current={at === here ? 'step' : undefined} data-done={at < here}>
          <span className={classes.number} aria-hidden>
            {at < here ? <IconCheck size={14} stroke={2.5} /> : at + 1}
          </span>
          {at < here && !isStuck ? (
            <button
              type="button"
              className={classes.back}
              onClick={() => changeForm((form) => ({ ...form, step: name }))}
            >
              {t(`step.${name}`)}
            </button>
          ) : (
            <span>{t(`step.${name}`)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
