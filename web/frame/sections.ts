import type { TFunction } from 'i18next';
import { use, useMemo } from 'react';
import type { Me } from '#contract/clinic.ts';
import type { Who } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { isFor } from '#web/platform/me.ts';
import { type RailNamespace, type Room, Rooms, railsOf, type Section, type SectionGroup } from '#web/platform/room.ts';

/** What of a group is for this person, in its order. */
export function useSections(group: SectionGroup, me: Me | null): Section[] {
  const rooms = use(Rooms);
  return useMemo(() => sectionsFor(rooms, group, me), [rooms, group, me]);
}

/** The words that name the sections of every room. */
export function useSectionWords(): TFunction<readonly RailNamespace[]> {
  return useTranslation(railsOf(use(Rooms))).t;
}

function sectionsFor(rooms: readonly Room[], group: SectionGroup, me: Me | null): Section[] {
  return rooms
    .flatMap(({ pages, sections }) => sections.filter((section) => isFor(me, whoSees(section, pages))))
    .filter((section) => section.group === group)
    .sort((one, other) => one.place - other.place);
}

/** Its page says it: a section is no second word on who may see what. */
function whoSees({ path }: Section, pages: Room['pages']): Who {
  return pages.find((page) => page.path === path)?.who ?? [];
}
