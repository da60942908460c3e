import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelName } from '#contract/channel.ts';
import { ownFamily } from '#contract/clinic.events.ts';
import { type FamilyMember, listFamily } from '#contract/patients.ts';
import { ActingPeople } from '#web/clinic/acting/acting-people.tsx';
import { FamilyForm } from '#web/clinic/family-form.tsx';
import { actingKey, familyKey } from '#web/clinic/keys.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey, useMe } from '#web/platform/me.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import classes from './family.module.css';
import { FamilyCard } from './family-card.tsx';
import { JoinForm } from './join-form.tsx';

/** The people for whom somebody books: oneself first, then whom one looks after. */
export function Page() {
  const { t } = useTranslation('clinic');
  const { data, error, isError, refetch } = useQuery({
    queryKey: familyKey,
    queryFn: ({ signal }) => call(listFamily, { signal }),
  });
  const clinic = useClinic();
  const dependents = data?.filter(({ relation }) => relation !== 'self').length ?? 0;
  const isFull = clinic !== undefined && dependents >= clinic.limits.dependents;
  const panel = usePanel<FamilyMember>();
  const [joining, setJoining] = useState(false);
  const looking = usePanel<FamilyMember>();
  const { data: me } = useMe();
  useLiveQueries(me ? [channelName(ownFamily, me.user.id)] : [], [familyKey, actingKey, meKey]);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} disabled={isFull} onClick={panel.openNew}>
      {t('family.add')}
    </Button>
  );
  const join = (
    <Button variant="default" leftSection={<IconKey size={18} aria-hidden />} onClick={() => setJoining(true)}>
      {t('family.join')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('family.title')}
        about={t('family.about')}
        actions={
          <>
            {add}
            {join}
          </>
        }
      />
      {isFull && (
        <Notice>
          <p>{t('family.full')}</p>
        </Notice>
      )}
      {!data && isError && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !isError && <SkeletonCards count={3} />}
      {data && data.length === 0 && <EmptyState title={t('family.emptyTitle')} about={t('family.emptyAbout')} />}
      {data && (
        <ul className={classes.people} aria-label={t('family.title')}>
          {data.map((person) => (
            <FamilyCard key={person.id} person={person} onEdit={panel.open} onLook={looking.open} />
          ))}
        </ul>
      )}
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('family.add') : panel.subject.name}
        onClose={panel.close}
      >
        <FamilyForm key={panel.turn} subject={panel.subject} onDone={panel.close} />
      </SidePanel>
      <SidePanel
        opened={looking.opened}
        title={looking.subject === 'new' ? '' : t('acting.title', { name: looking.subject.name })}
        onClose={looking.close}
      >
        {looking.subject !== 'new' && <ActingPeople patient={looking.subject.id} name={looking.subject.name} />}
      </SidePanel>
      <SidePanel opened={joining} title={t('family.join')} onClose={() => setJoining(false)}>
        <JoinForm onDone={() => setJoining(false)} />
      </SidePanel>
    </>
  );
}
