import { Tooltip } from '@mantine/core';
import '@mantine/core/styles/Tooltip.layer.css';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useId } from 'react';
import type { Me } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './rail.module.css';
import { type Section, sectionsFor } from './sections.ts';

const RequestsBadge = lazy(() =>
  import('#web/booking/requests/requests-badge.tsx').then(({ RequestsBadge }) => ({ default: RequestsBadge })),
);

export function Rail({ me, slim }: { me: Me; slim: boolean }) {
  const { t } = useTranslation('frame');
  const id = useId();
  return (
    <nav className={classes.rail} aria-label={t('sections')} data-slim={slim || undefined}>
      {sectionsFor(me.user.role).map((group) => (
        <div key={group.word} className={classes.group}>
          <p className={classes.title} id={`${id}${group.word}`}>
            {t(`group.${group.word}`)}
          </p>
          <ul aria-labelledby={`${id}${group.word}`}>
            {group.sections.map((section) => (
              <li key={section.path}>
                <SectionLink section={section} slim={slim} doctorId={me.doctor_id} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

type SectionLinkProps = { section: Section; slim: boolean; doctorId: number | null };

function SectionLink({ section, slim, doctorId }: SectionLinkProps) {
  const { t } = useTranslation('frame');
  const name = t(`rail.${section.word}`);
  return (
    <Tooltip label={name} position="right" disabled={!slim} withinPortal>
      <Link to={section.path} className={classes.link}>
        <section.icon size={20} stroke={1.5} aria-hidden />
        <span className={classes.word}>{name}</span>
        {section.word === 'requests' && doctorId !== null && (
          <Suspense>
            <RequestsBadge doctorId={doctorId} />
          </Suspense>
        )}
      </Link>
    </Tooltip>
  );
}
