import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { Link } from '@tanstack/react-router';
import { homeOf } from '#web/platform/home.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './page-error.module.css';

/** An address without a page, or with one that is not this person's: the answer is the same. */
export function NotFound() {
  const { t } = useTranslation('frame');
  const { data: me } = useMe();
  return (
    <section className={classes.page}>
      <h1>{t('not_found.title')}</h1>
      <p>{t('not_found.about')}</p>
      <div className={classes.actions}>
        <Button component={Link} to={me ? homeOf(me) : '/'}>
          {t('to_start')}
        </Button>
        {me === null && (
          <Button variant="default" component={Link} to="/sign-in">
            {t('sign_in')}
          </Button>
        )}
      </div>
    </section>
  );
}
