import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

/** The cursors of the pages before this one lie beside the address, in the history's own state: they survive a reload. */
declare module '@tanstack/react-router' {
  interface HistoryState {
    trail?: string[];
  }
}

export type ListState<Filters extends Record<string, string> = Record<string, string>> = {
  q: string;
  sort: string;
  cursor: string | undefined;
  filters: Filters;
  /** narrowed by the person: an empty answer then is not an empty list */
  narrowed: boolean;
  search: (q: string) => void;
  sortBy: (sort: string) => void;
  filter: (change: Partial<Filters>) => void;
  clear: () => void;
  forward: (cursor: string) => void;
  back: () => void;
  /** whether the page before this one is known, or only that there is one */
  position: 'first' | 'known' | 'deep';
};

type Change = Record<string, string | undefined>;
type Move = { replace: boolean; trail: string[] };

/** What a list shows, kept in the address: back, reload and a link sent to a colleague show the same. */
export function useListState<const Filters extends Record<string, string>>(defaults: {
  sort: string;
  filters: Filters;
}): ListState<{ [K in keyof Filters]: string }> {
  type Choices = { [K in keyof Filters]: string };
  const { sort: usualSort, filters: usual } = defaults;
  const navigate = useNavigate();
  const given: Record<string, unknown> = useSearch({ strict: false });
  const trail = useLocation({ select: (location) => location.state.trail }) ?? noTrail;

  const go = useCallback(
    (change: Change, move: Move) => {
      const search = (before: Record<string, unknown>) => withoutBlanks({ ...before, ...change });
      const state = (before: object) => ({ ...before, trail: move.trail });
      return void navigate({ to: '.', search: search as never, replace: move.replace, state, resetScroll: false });
    },
    [navigate],
  );

  const text = useCallback((name: string) => textOf(given[name]), [given]);
  const names = useMemo(() => Object.keys(usual), [usual]);
  const filters = Object.fromEntries(names.map((name) => [name, text(name) ?? usual[name] ?? ''])) as Choices;
  const cursor = text('cursor');
  const q = text('q') ?? '';
  const anew = (change: Change, replace = true) => go({ ...change, cursor: undefined }, { replace, trail: noTrail });

  return {
    q,
    sort: text('sort') ?? usualSort,
    cursor,
    filters,
    narrowed: q !== '' || names.some((name) => filters[name] !== usual[name]),
    search: (words) => anew({ q: words || undefined }),
    sortBy: (sort) => anew({ sort: sort === usualSort ? undefined : sort }),
    filter: (change) =>
      anew(
        mapped(change, (name, value) => (value === usual[name] ? undefined : value)),
        false,
      ),
    clear: () => anew({ q: undefined, ...mapped(usual, () => undefined) }, false),
    forward: (next) => go({ cursor: next }, { replace: false, trail: [...trail, cursor ?? ''] }),
    back: () => go({ cursor: trail.at(-1) || undefined }, { replace: false, trail: trail.slice(0, -1) }),
    position: cursor === undefined ? 'first' : trail.length > 0 ? 'known' : 'deep',
  };
}

const noTrail: string[] = [];

/** The router reads `?q=12` as a number; a list's state is words. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function mapped(from: object, to: (name: string, value: string) => string | undefined): Change {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(name, value)]));
}

function withoutBlanks(search: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
