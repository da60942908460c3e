import { IconUserCircle } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from '#web/platform/i18n.ts';

/** Leads to sign-in, and from there back to where one was. */
export function SignInLink({ className, icon = false }: { className?: string | undefined; icon?: boolean }) {
  const { t } = useTranslation('frame');
  const here = useLocation({ select: (location) => location.href });
  return (
    <Link to="/sign-in" search={here === '/' ? {} : { next: here }} className={className}>
      {icon && <IconUserCircle size={22} stroke={1.5} aria-hidden />}
      {t('sign_in')}
    </Link>
  );
}
