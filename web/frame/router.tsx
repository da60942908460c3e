import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router';
import { loadWords } from '#web/platform/i18n.ts';
import { isFor, meQuery } from '#web/platform/me.ts';
import type { Frame, Page } from '#web/platform/page.ts';
import { queries } from '#web/platform/queries.ts';
import type { Room } from '#web/platform/room.ts';
import { NotFound } from './not-found.tsx';
import { PageError } from './page-error.tsx';
import { PagePending } from './page-pending.tsx';
import { Root } from './root.tsx';

const root = createRootRoute({ component: Root });

const frames = {
  plain: frame('plain', () => import('./plain-frame.tsx'), 'PlainFrame'),
  public: frame('public', () => import('./public-frame.tsx'), 'PublicFrame'),
  staff: frame('staff', () => import('./account-frame.tsx'), 'AccountFrame'),
  account: frame('account', () => import('./account-frame.tsx'), 'AccountFrame'),
};

/** Every page of these rooms, each in its frame. */
export function openRouter(rooms: readonly Room[]) {
  const pages = rooms.flatMap(({ words, pages }) =>
    pages.map((page): Page => ({ ...page, words: [words, ...(page.words ?? [])] })),
  );
  const nowhere = createRoute({ getParentRoute: () => frames.account, path: '$', component: NotFound });
  const branches = Object.entries(frames).map(([name, parent]) => {
    const inside = pages.filter((page) => page.frame === name).map((page) => mounted(page, parent));
    return parent.addChildren(parent === frames.account ? [...inside, nowhere] : inside);
  });
  return createRouter({
    routeTree: root.addChildren(branches),
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultPendingMs: 120,
    defaultPendingMinMs: 0,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

function frame<const N extends string>(name: Frame, load: () => Promise<Record<N, () => React.ReactNode>>, part: N) {
  return createRoute({ getParentRoute: () => root, id: name, component: lazyRouteComponent(load, part) });
}

function mounted(page: Page, parent: (typeof frames)[Frame]) {
  return createRoute({
    getParentRoute: () => parent,
    path: page.path,
    component: lazyRouteComponent(page.load, 'Page'),
    beforeLoad: ({ location }) => leadToSignIn(page, location),
    loader: () => Promise.all([admit(page), loadWords(page.words ?? [])]).then(() => null),
    // Words stay loaded, and what a page shows is the query client's business.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Leads who must sign in to where that is done, and from there back. */
async function leadToSignIn(page: Page, location: ParsedLocation) {
  if (page.who === 'anyone') return;
  const me = await queries.ensureQueryData(meQuery);
  if (me === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
}

/** A page for others does not exist. */
async function admit(page: Page) {
  if (page.who === 'anyone') return;
  if (!isFor(await queries.ensureQueryData(meQuery), page.who)) throw notFound();
}
