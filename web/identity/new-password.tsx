import { passwordLength } from '#contract/identity.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './new-password.module.css';
import { PasswordField } from './text-fields.tsx';

type NewPasswordProps = {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (event: { currentTarget: { value: string } }) => void;
  label?: string;
};

/** A password that is being chosen, with what is still missing and, from then on, how good it is. */
export function NewPassword({ label, ...field }: NewPasswordProps) {
  const { t } = useTranslation('identity');
  const { strength, missing } = judged(field.value);
  return (
    <div className={classes.field}>
      <PasswordField
        label={label ?? t('new_password')}
        description={t('strength.advice')}
        autoComplete="new-password"
        maxLength={passwordLength.maxLength}
        {...field}
      />
      <div className={classes.judged} data-strength={strength} role="status">
        <span className={classes.bar} aria-hidden>
          <span style={{ inlineSize: `${filled(strength, missing)}%` }} />
        </span>
        <span>{field.value === '' ? '' : t(`strength.${strength}`, { count: missing })}</span>
      </div>
    </div>
  );
}

type Strength = 'short' | 'uniform' | 'good' | 'strong';

/** Of the bar, in hundredths: half of it is length enough. */
function filled(strength: Strength, missing: number): number {
  if (strength === 'short') return 50 * (1 - missing / passwordLength.minLength);
  return { uniform: 50, good: 75, strong: 100 }[strength];
}

/** Length is what counts; a password of few different characters is short in disguise. */
function judged(password: string): { strength: Strength; missing: number } {
  const characters = Array.from(password);
  const missing = Math.max(0, passwordLength.minLength - characters.length);
  if (missing > 0) return { strength: 'short', missing };
  if (new Set(characters).size < 6) return { strength: 'uniform', missing };
  return { strength: characters.length >= 18 ? 'strong' : 'good', missing };
}
