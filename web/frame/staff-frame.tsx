import { ActionIcon } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconMenu2, IconX } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Me } from '#contract/clinic.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { PersonMenu } from './person-menu.tsx';
import { Rail } from './rail.tsx';
import { Sheet } from './sheet.tsx';
import { useSlim } from './slim.ts';
import classes from './staff-frame.module.css';
import { Mark, Wordmark } from './wordmark.tsx';

/** For who works here: the sections at the side, narrow if one likes; on small screens behind a button. */
export function StaffFrame() {
  const { data: me } = useMe();
  const [slim, setSlim] = useSlim();
  return (
    <div className={classes.frame} data-slim={slim || undefined}>
      <SmallTop me={me ?? null} />
      <aside className={classes.side}>
        <div className={classes.top}>
          <HomeLink slim={slim} />
        </div>
        {me && <Rail me={me} slim={slim} />}
        <div className={classes.foot}>
          {me && <PersonMenu me={me} slim={slim} />}
          <FoldButton slim={slim} onFold={() => setSlim(!slim)} />
        </div>
      </aside>
      <main id="main" className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}

function HomeLink({ slim }: { slim: boolean }) {
  const { t } = useTranslation('frame');
  const clinic = useClinic();
  return (
    <Link to="/" className={classes.home} aria-label={t('home', { clinic: clinic?.name ?? 'Salle' })}>
      {slim ? <Mark /> : <Wordmark name={clinic?.name} />}
    </Link>
  );
}

function FoldButton({ slim, onFold }: { slim: boolean; onFold: () => void }) {
  const { t } = useTranslation('frame');
  const Icon = slim ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t(slim ? 'unfold' : 'fold')} onClick={onFold}>
      <Icon size={20} stroke={1.5} className={classes.mirrored} aria-hidden />
    </ActionIcon>
  );
}

function SmallTop({ me }: { me: Me | null }) {
  const { t } = useTranslation('frame');
  const [open, setOpen] = useState(false);
  const path = useLocation({ select: (location) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes because the page has changed
  useEffect(() => setOpen(false), [path]);
  return (
    <header className={classes.small}>
      <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('open_sections')} onClick={() => setOpen(true)}>
        <IconMenu2 size={22} stroke={1.5} aria-hidden />
      </ActionIcon>
      <HomeLink slim={false} />
      <div className={classes.person}>{me && <PersonMenu me={me} />}</div>
      <Sheet open={open} onClose={() => setOpen(false)} label={t('sections')} side="start">
        <div className={classes.drawer}>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('close')} onClick={() => setOpen(false)}>
            <IconX size={22} stroke={1.5} aria-hidden />
          </ActionIcon>
          {me && <Rail me={me} slim={false} />}
        </div>
      </Sheet>
    </header>
  );
}
