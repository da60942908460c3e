import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { Link } from '@tanstack/react-router';
import type { FamilyMember } from '#contract/patients.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Clamped } from '#web/ui/clamped.tsx';
import classes from './family.module.css';
import { useLeaving } from './use-leaving.ts';

type FamilyCardProps = {
  person: FamilyMember;
  onEdit: (person: FamilyMember) => void;
  onLook: (person: FamilyMember) => void;
};

export function FamilyCard({ person, onEdit, onLook }: FamilyCardProps) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const leaving = useLeaving();
  const { name } = person;
  return (
    <li className={classes.person}>
      <Avatar name={name} />
      <div className={classes.words}>
        <h2 className={classes.name}>
          <Clamped>{name}</Clamped>
        </h2>
        <p className={classes.relation}>{t(`relation.${person.relation}`)}</p>
        <dl className={classes.facts}>
          <div>
            <dt>{t('person.born')}</dt>
            <dd>{person.birth_date ? format.day(person.birth_date) : '—'}</dd>
          </div>
          <div>
            <dt>{t('person.phone')}</dt>
            <dd>{person.phone ? <bdi>{person.phone}</bdi> : '—'}</dd>
          </div>
        </dl>
        <div className={classes.acts}>
          <Button
            size="sm"
            variant="default"
            aria-label={t('family.editNamed', { name })}
            onClick={() => onEdit(person)}
          >
            {t('family.edit')}
          </Button>
          <Button size="sm" variant="default" aria-label={t('acting.title', { name })} onClick={() => onLook(person)}>
            {t('acting.look')}
          </Button>
          <Button
            component={Link}
            to="/family/looks"
            search={{ person: String(person.id) } as never}
            size="sm"
            variant="default"
            aria-label={t('family.looksNamed', { name })}
          >
            {t('family.looks')}
          </Button>
          {person.relation !== 'self' && (
            <Button
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('family.leaveNamed', { name })}
              onClick={() => leaving.mutate(person)}
            >
              {t('family.leave')}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
