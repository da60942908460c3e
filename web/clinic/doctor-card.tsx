import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DoctorCard } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Clamped } from '#web/ui/clamped.tsx';
import { LanguageNames } from '#web/ui/language-name.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import classes from './doctor-card.module.css';
import { ModePrices } from './mode-prices.tsx';

type DoctorCardItemProps = {
  doctor: DoctorCard;
  /** somebody has just changed it */
  marked?: boolean;
  children?: ReactNode;
};

/** A doctor in the directory. What a room above knows of them, such as their next free times, goes at its end. */
export function DoctorCardItem({ doctor, marked = false, children }: DoctorCardItemProps) {
  const { t } = useTranslation('clinic');
  return (
    <li className={classes.doctor} data-marked={marked}>
      <div className={classes.head}>
        <Avatar name={doctor.name} />
        <div className={classes.words}>
          <h2 className={classes.name}>
            <Link to="/doctors/$id" params={{ id: String(doctor.id) }} className={classes.link}>
              <Clamped>{doctor.name}</Clamped>
            </Link>
          </h2>
          <p className={classes.specialization}>
            <Clamped>{doctor.specialization.name}</Clamped>
          </p>
        </div>
      </div>
      {doctor.languages.length > 0 && (
        <p className={classes.languages}>
          <span className={classes.unseen}>{t('doctor.speaks')} </span>
          <LanguageNames codes={doctor.languages} />
        </p>
      )}
      <ModePrices prices={doctor.prices} />
      {!doctor.is_available && (
        <p className={classes.away}>
          <StatusBadge status="unavailable" />
        </p>
      )}
      {children}
    </li>
  );
}
