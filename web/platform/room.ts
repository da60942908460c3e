import type { Icon } from '@tabler/icons-react';
import type { ParseKeys } from 'i18next';
import { type ComponentType, createContext } from 'react';
import type { Me } from '#contract/clinic.ts';
import type { Namespace } from './i18n.ts';
import type { Page } from './page.ts';

/** Where a section stands: in the rail, under one of three titles, or in the bars of who looks for a doctor. */
export type SectionGroup = 'desk' | 'clinic' | 'house' | 'public';

/** The names of a room's sections, few and always there: `<room>-rail.<language>.json`. */
export type RailNamespace = Extract<Namespace, `${string}-rail`>;

/** A page that is always one press away, for whoever the page is for. */
export type Section = {
  group: SectionGroup;
  /** of a page of the same room */
  path: string;
  /** its name: `booking-rail:requests` */
  word: { [Words in RailNamespace]: `${Words}:${ParseKeys<Words> & string}` }[RailNamespace];
  icon: Icon;
  /** where it stands in its group, among those of all rooms */
  place: number;
  /** what stands beside the name, fetched when it is first shown */
  badge?: ComponentType<{ me: Me }>;
};

/** What the pages know of a room. `rooms.ts` lists them all; the router, the frames and the tests go by that list. */
export type Room = {
  /** its words, fetched with the first of its pages */
  words: Namespace;
  rail?: RailNamespace;
  pages: readonly Page[];
  sections: readonly Section[];
};

/** The rooms of this clinic, for the frames around their pages. */
export const Rooms = createContext<readonly Room[]>([]);

export function railsOf(rooms: readonly Room[]): RailNamespace[] {
  return rooms.flatMap(({ rail }) => rail ?? []);
}
