import { IconCalendar, IconStethoscope, IconUserCircle, IconUsers } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { useClinic } from '#web/platform/clinic-name.ts';
import { homeOf, isStaff } from '#web/platform/home.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { PersonMenu } from './person-menu.tsx';
import { Preferences } from './preferences.tsx';
import classes from './public-frame.module.css';
import { SignInLink } from './sign-in-link.tsx';
import { Wordmark } from './wordmark.tsx';

/** For whoever looks for a doctor: a bar above, and on phones one within the thumb's reach. */
export function PublicFrame() {
  const { t } = useTranslation('frame');
  const clinic = useClinic();
  const { data: me } = useMe();
  return (
    <div className={classes.frame}>
      <header className={classes.top}>
        <div className={classes.bar}>
          <Link to="/" className={classes.home} aria-label={t('home', { clinic: clinic?.name ?? 'Salle' })}>
            <Wordmark name={clinic?.name} />
          </Link>
          <nav className={classes.links} aria-label={t('sections')}>
            <Link to="/doctors" className={classes.link}>
              {t('rail.find')}
            </Link>
            {me?.user.role === 'patient' && (
              <>
                <Link to="/patient" className={classes.link}>
                  {t('rail.appointments')}
                </Link>
                <Link to="/family" className={classes.link}>
                  {t('rail.family')}
                </Link>
              </>
            )}
            {me && isStaff(me) && (
              <Link to={homeOf(me)} className={classes.link}>
                {t('rail.work')}
              </Link>
            )}
          </nav>
          <div className={classes.person}>
            {me && <PersonMenu me={me} />}
            {me === null && <SignInLink className={classes.signIn} />}
          </div>
        </div>
      </header>
      <main id="main" className={classes.main}>
        <Outlet />
      </main>
      <footer className={classes.foot}>
        <div className={classes.footInside}>
          <span>{clinic?.name}</span>
          {me === null && <Preferences />}
        </div>
      </footer>
      {me !== undefined && (
        <nav className={classes.bottom} aria-label={t('sections')}>
          <Link to="/doctors">
            <IconStethoscope size={22} stroke={1.5} aria-hidden />
            {t('rail.find')}
          </Link>
          {me?.user.role === 'patient' && (
            <>
              <Link to="/patient">
                <IconCalendar size={22} stroke={1.5} aria-hidden />
                {t('rail.appointments')}
              </Link>
              <Link to="/family">
                <IconUsers size={22} stroke={1.5} aria-hidden />
                {t('rail.family')}
              </Link>
            </>
          )}
          {me ? (
            <Link to="/account">
              <IconUserCircle size={22} stroke={1.5} aria-hidden />
              {t('rail.account')}
            </Link>
          ) : (
            <SignInLink icon />
          )}
        </nav>
      )}
    </div>
  );
}
