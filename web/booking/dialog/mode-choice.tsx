import type { DoctorCard, Mode } from '#contract/clinic.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Price } from '#web/ui/price.tsx';
import classes from './mode-choice.module.css';

type ModeChoiceProps = {
  prices: DoctorCard['prices'];
  name: string;
  chosen: Mode | null;
  fault: string | undefined;
  onChoose: (mode: Mode) => void;
};

/** How the consultation takes place, each way with its price and what it needs. */
export function ModeChoice({ prices, name, chosen, fault, onChoose }: ModeChoiceProps) {
  const { t } = useTranslation('booking');
  const currency = useClinic()?.currency;
  return (
    <fieldset className={classes.group} aria-describedby={fault ? `${name}-fault` : undefined}>
      <legend className={classes.legend}>{t('mode.legend')}</legend>
      <div className={classes.modes}>
        {prices.map(({ mode, cents }) => (
          <label key={mode} className={classes.mode}>
            <input
              type="radio"
              name={name}
              checked={chosen === mode}
              aria-invalid={fault ? true : undefined}
              onChange={() => onChoose(mode)}
            />
            <span className={classes.words}>
              <span className={classes.name}>
                <ModeName mode={mode} />
              </span>
              <span className={classes.about}>{t(`mode.${mode}`)}</span>
            </span>
            {currency && (
              <span className={classes.price}>
                <Price cents={cents} currency={currency} />
              </span>
            )}
          </label>
        ))}
      </div>
      {prices.length === 0 && <p className={classes.fault}>{t('mode.none')}</p>}
      {fault && (
        <p className={classes.fault} id={`${name}-fault`}>
          {fault}
        </p>
      )}
    </fieldset>
  );
}
