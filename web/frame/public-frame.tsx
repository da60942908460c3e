import { IconUserCircle } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { useClinic } from '#web/platform/clinic-name.ts';
import { homeOf, isStaff } from '#web/platform/home.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { PersonMenu } from './person-menu.tsx';
import { Preferences } from './preferences.tsx';
import classes from './public-frame.module.css';
import { useSections, useSectionWords } from './sections.ts';
import { SignInLink } from './sign-in-link.tsx';
import { Wordmark } from './wordmark.tsx';

/** For whoever looks for a doctor: a bar above, and on phones one within the thumb's reach. */
export function PublicFrame() {
  const { t } = useTranslation('frame');
  const clinic = useClinic();
  const { data: me } = useMe();
  const sections = useSections('public', me ?? null);
  const nameOf = useSectionWords();
  return (
    <div className={classes.frame}>
      <header className={classes.top}>
        <div className={classes.bar}>
          <Link to="/" className={classes.home} aria-label={t('home', { clinic: clinic?.name ?? 'Salle' })}>
            <Wordmark name={clinic?.name} />
          </Link>
          <nav className={classes.links} aria-label={t('sections')}>
            {sections.map(({ path, word }) => (
              <Link key={path} to={path} className={classes.link}>
                {nameOf(word)}
              </Link>
            ))}
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
          {sections.map(({ path, word, icon: Icon }) => (
            <Link key={path} to={path}>
              <Icon size={22} stroke={1.5} aria-hidden />
              {nameOf(word)}
            </Link>
          ))}
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
