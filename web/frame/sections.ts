import type { TFunction } from 'i18next';
import { createContext, use, useMemo } from 'react';
import type { Me } from '#contract/clinic.ts';
import type { Who } from '#contract/route.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { isFor } from '#web/platform/me.ts';
import type { RailNamespace, Room, Section, SectionGroup } from '#web/platform/room.ts';

/** The rooms of this clinic, for the frames around their pages. */
export const Rooms = createContext<readonly Room[]>([]);

/** What of a group is for this person, in its order. */
export function useSections(group: SectionGroup, me: Me | null): Section[] {
  const rooms = use(Rooms);
  return useMemo(() => sectionsFor(rooms, group, me), [rooms, group, me]);
}

/** The words that name the sections of every room. */
export function useSectionWords(): TFunction<readonly RailNamespace[]> {
  const rooms = use(Rooms);
  return useTranslation(railWords(rooms)).t;
}

export function railWords(rooms: readonly Room[]): RailNamespace[] {
  return rooms.flatMap(({ rail }) => rail ?? []);
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
