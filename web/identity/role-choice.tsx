import { useTranslation } from '#web/platform/i18n.ts';
import classes from './role-choice.module.css';

export type SignUpRole = 'patient' | 'doctor';

const choices: readonly SignUpRole[] = ['patient', 'doctor'];

export function RoleChoice({ value, onChange }: { value: SignUpRole; onChange: (role: SignUpRole) => void }) {
  const { t } = useTranslation('identity');
  return (
    <fieldset className={classes.choice}>
      <legend>{t('sign_up.role')}</legend>
      {choices.map((role) => (
        <label key={role} className={classes.card}>
          <input type="radio" name="role" value={role} checked={role === value} onChange={() => onChange(role)} />
          <span className={classes.words}>
            <span className={classes.name}>{t(`sign_up.${role}`)}</span>
            <span className={classes.about}>{t(`sign_up.${role}_about`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
