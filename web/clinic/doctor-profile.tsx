import type { ReactNode } from 'react';
import type { DoctorCard } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { LanguageNames } from '#web/ui/language-name.tsx';
import { Notice } from '#web/ui/notice.tsx';
import classes from './doctor.module.css';
import { ModePrices } from './mode-prices.tsx';

/** A doctor's page. `children` is where a room above puts what can be booked. */
export function DoctorProfile({ doctor, children }: { doctor: DoctorCard; children?: ReactNode }) {
  const { t } = useTranslation('clinic');
  return (
    <article className={classes.profile}>
      <title>{doctor.name}</title>
      <header className={classes.head}>
        <Avatar name={doctor.name} size="lg" />
        <div className={classes.words}>
          <h1 className={classes.name}>{doctor.name}</h1>
          <p className={classes.specialization}>{doctor.specialization.name}</p>
        </div>
      </header>
      {!doctor.is_available && (
        <Notice>
          <p>{t('doctor.unavailable')}</p>
        </Notice>
      )}
      {children}
      <div className={classes.columns}>
        <section className={classes.about} aria-labelledby="doctor-about">
          <h2 id="doctor-about" className={classes.title}>
            {t('doctor.about')}
          </h2>
          <p className={classes.biography} dir="auto">
            {doctor.biography || t('doctor.noBiography')}
          </p>
        </section>
        <aside className={classes.facts} aria-label={t('doctor.facts')}>
          <h2 className={classes.title}>{t('prices.title')}</h2>
          <ModePrices prices={doctor.prices} />
          {doctor.languages.length > 0 && (
            <>
              <h2 className={classes.title}>{t('doctor.languages')}</h2>
              <p className={classes.languages}>
                <LanguageNames codes={doctor.languages} />
              </p>
            </>
          )}
        </aside>
      </div>
    </article>
  );
}
