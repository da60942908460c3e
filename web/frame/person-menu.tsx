import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import '@mantine/core/styles/Menu.layer.css';
import { IconChevronDown, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { showKeys } from './key-presses.ts';
import { leave } from './leave.ts';
import classes from './person-menu.module.css';

/** Who is signed in, and what is theirs alone. */
export function PersonMenu({ me, slim = false }: { me: Me; slim?: boolean }) {
  const { t } = useTranslation('frame');
  return (
    <Menu position={slim ? 'right-end' : 'bottom-end'} width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.button} data-slim={slim || undefined}>
          <Avatar name={me.user.name} size="sm" />
          <span className={classes.name}>{me.user.name}</span>
          <VisuallyHidden>{t('person')}</VisuallyHidden>
          <IconChevronDown size={16} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <p className={classes.full}>{me.user.name}</p>
          <p className={classes.role}>{t(`role.${me.user.role}`)}</p>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={18} stroke={1.5} aria-hidden />}>
          {t('rail.account')}
        </Menu.Item>
        <Menu.Item onClick={showKeys} leftSection={<IconKeyboard size={18} stroke={1.5} aria-hidden />}>
          {t('keys.title')}
        </Menu.Item>
        <Menu.Item onClick={() => void leave()} leftSection={<IconLogout size={18} stroke={1.5} aria-hidden />}>
          {t('sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
