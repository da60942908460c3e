import { Tooltip } from '@mantine/core';
import '@mantine/core/styles/Tooltip.layer.css';
import { Link } from '@tanstack/react-router';
import { Suspense, useId } from 'react';
import type { Me } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Section, SectionGroup } from '#web/platform/room.ts';
import classes from './rail.module.css';
import { useSections, useSectionWords } from './sections.ts';

const groups = ['desk', 'clinic', 'house'] as const satisfies readonly SectionGroup[];

/** What stands in the rail, in its order; each person sees what is for their role. */
export function Rail({ me, slim }: { me: Me; slim: boolean }) {
  const { t } = useTranslation('frame');
  return (
    <nav className={classes.rail} aria-label={t('sections')} data-slim={slim || undefined}>
      {groups.map((group) => (
        <Group key={group} group={group} me={me} slim={slim} />
      ))}
    </nav>
  );
}

type GroupProps = { group: (typeof groups)[number]; me: Me; slim: boolean };

function Group({ group, me, slim }: GroupProps) {
  const { t } = useTranslation('frame');
  const id = useId();
  const sections = useSections(group, me);
  if (sections.length === 0) return null;
  return (
    <div className={classes.group}>
      <p className={classes.title} id={id}>
        {t(`group.${group}`)}
      </p>
      <ul aria-labelledby={id}>
        {sections.map((section) => (
          <li key={section.path}>
            <SectionLink section={section} me={me} slim={slim} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type SectionLinkProps = { section: Section; me: Me; slim: boolean };

function SectionLink({ section, me, slim }: SectionLinkProps) {
  const t = useSectionWords();
  const name = t(section.word);
  return (
    <Tooltip label={name} position="right" disabled={!slim} withinPortal>
      <Link to={section.path} className={classes.link}>
        <section.icon size={20} stroke={1.5} aria-hidden />
        <span className={classes.word}>{name}</span>
        {section.badge && (
          <Suspense>
            <section.badge me={me} />
          </Suspense>
        )}
      </Link>
    </Tooltip>
  );
}
