import type { DoctorCard } from '#contract/clinic.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Price } from '#web/ui/price.tsx';
import { ModeName } from './mode-name.tsx';
import classes from './mode-prices.module.css';

/** The modes a doctor offers, each with its price. */
export function ModePrices({ prices }: { prices: DoctorCard['prices'] }) {
  const { t } = useTranslation('clinic');
  const currency = useClinic()?.currency;
  if (prices.length === 0) return <p className={classes.none}>{t('prices.none')}</p>;
  return (
    <dl className={classes.prices} aria-label={t('prices.title')}>
      {prices.map(({ mode, cents }) => (
        <div key={mode}>
          <dt>
            <ModeName mode={mode} />
          </dt>
          <dd>{currency && <Price cents={cents} currency={currency} />}</dd>
        </div>
      ))}
    </dl>
  );
}
