import { Link, Outlet } from '@tanstack/react-router';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { FloorPlan } from './floor-plan.tsx';
import classes from './plain-frame.module.css';
import { Preferences } from './preferences.tsx';
import { Wordmark } from './wordmark.tsx';

/** Sign-in and what belongs to it: one column of paper, and beside it, where there is room, the plan of a house. */
export function PlainFrame() {
  const { t } = useTranslation('frame');
  const clinic = useClinic();
  return (
    <div className={classes.frame}>
      <div className={classes.column}>
        <header className={classes.top}>
          <Link to="/" className={classes.home} aria-label={t('home', { clinic: clinic?.name ?? 'Salle' })}>
            <Wordmark name={clinic?.name} />
          </Link>
        </header>
        <main id="main" className={classes.main}>
          <Outlet />
        </main>
        <footer className={classes.foot}>
          <Preferences />
        </footer>
      </div>
      <aside className={classes.plan} aria-hidden="true">
        <FloorPlan />
      </aside>
    </div>
  );
}
