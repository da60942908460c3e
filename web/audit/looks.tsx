import { Button, NativeSelect } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconEye } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type Look, listLooks } from '#contract/audit.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { actionWord } from './action-word.ts';
import classes from './audit.module.css';

/** Who else has looked at what the clinic keeps of oneself, or of somebody for whom one acts. */
export function Page() {
  const { t } = useTranslation('audit');
  const { data: me } = useMe();
  const state = useListState({ sort: '', filters: { person: '' } });
  const people = me?.patients ?? [];
  const person = people.find(({ id }) => String(id) === state.filters.person) ?? people[0];
  return (
    <>
      <PageHeader title={t('looks.title')} about={t('looks.about')} />
      {people.length > 1 && (
        <NativeSelect
          className={classes.person}
          label={t('looks.person')}
          data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={String(person?.id)}
          onChange={({ currentTarget }) => state.filter({ person: currentTarget.value })}
        />
      )}
      {person && <Looks key={person.id} patient={person.id} />}
    </>
  );
}

function Looks({ patient }: { patient: number }) {
  const { t } = useTranslation('audit');
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['looks', patient],
    queryFn: ({ pageParam, signal }) =>
      call(listLooks, { params: { id: patient }, query: pageParam === null ? {} : { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (!data) return error ? <ErrorState error={error} retry={() => void refetch()} /> : <SkeletonText lines={6} />;
  const looks = data.pages.flatMap((page) => page.data);
  if (looks.length === 0) return <EmptyState icon={IconEye} title={t('looks.none')} about={t('looks.noneAbout')} />;
  return (
    <>
      <ul className={classes.looks} aria-label={t('looks.title')}>
        {looks.map((look) => (
          <One key={look.id} look={look} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          className={classes.more}
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('looks.more')}
        </Button>
      )}
    </>
  );
}

function One({ look: { at, action, name, role, appointment } }: { look: Look }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <li>
      <p className={classes.name}>
        <bdi>{name ?? t(`role.${role}`)}</bdi>
      </p>
      {name && <p className={classes.dim}>{t(role === 'patient' ? 'looks.family' : `role.${role}`)}</p>}
      <p>
        {t(`action.${actionWord(action)}`)}
        {appointment && (
          <>
            {' · '}
            <bdi>{appointment.name}</bdi>
          </>
        )}
      </p>
      <p className={classes.dim}>
        <time dateTime={at}>{format.dateTime(at)}</time>
      </p>
    </li>
  );
}
