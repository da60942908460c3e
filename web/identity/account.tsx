import { Tabs } from '@mantine/core';
import '@mantine/core/styles/Tabs.layer.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { useProfile } from '#web/platform/me.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './account.module.css';
import { Appearance } from './appearance.tsx';
import { OwnPassword } from './own-password.tsx';
import { OwnProfile } from './own-profile.tsx';
import { SignIns } from './sign-ins.tsx';
import { Tokens } from './tokens.tsx';

const tabs = ['profile', 'password', 'sign_ins', 'tokens', 'appearance'] as const;

export function Page() {
  const { t } = useTranslation('identity');
  const profile = useProfile();
  const { tab } = useSearch({ strict: false }) as { tab?: unknown };
  const shown = tabs.find((one) => one === tab) ?? 'profile';
  const navigate = useNavigate();
  const show = (next: string | null) =>
    void navigate({ to: '/account', search: { tab: next ?? undefined }, replace: true });
  useEffect(() => showTab(shown), [shown]);
  return (
    <>
      <PageHeader title={t('account.title')} />
      <Tabs
        value={shown}
        onChange={show}
        keepMounted={false}
        classNames={{ list: classes.list, panel: classes.panel, tab: classes.tab }}
      >
        <Tabs.List aria-label={t('account.title')}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`account.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="profile">
          {profile.isPending && <SkeletonText />}
          {profile.error && <ErrorState error={profile.error} retry={() => void profile.refetch()} />}
          {profile.data && <OwnProfile profile={profile.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="password">
          <OwnPassword />
        </Tabs.Panel>
        <Tabs.Panel value="sign_ins">
          <SignIns />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <Tokens />
        </Tabs.Panel>
        <Tabs.Panel value="appearance">
          <Appearance />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** On a phone the row of tabs is longer than the screen. `scrollIntoView` would also move where the Tab key begins. */
function showTab(name: string) {
  const tab = document.querySelector(`[role=tab][id$="${name}"]`);
  const row = tab?.parentElement;
  if (!tab || !row) return;
  const [inside, around] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollBy({ left: Math.min(0, inside.left - around.left) + Math.max(0, inside.right - around.right) });
}
