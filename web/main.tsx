import './ui/tokens.css';
import { createRoot } from 'react-dom/client';
import { App, router } from './app.tsx';
import { clinicQuery } from './platform/clinic-name.ts';
import { startWords } from './platform/i18n.ts';
import { meQuery } from './platform/me.ts';
import { queries } from './platform/queries.ts';
import { railsOf } from './platform/room.ts';
import { rooms } from './rooms.ts';

// A new version has replaced the files that this page still counts on: the page itself must be fetched anew, once.
addEventListener('vite:preloadError', (event) => {
  if (performance.now() < 10_000) return;
  event.preventDefault();
  location.reload();
});

// Every frame asks for these two; they, and the page itself, travel while the words do.
void queries.prefetchQuery(meQuery);
void queries.prefetchQuery(clinicQuery);
void router.load();

const root = document.getElementById('root');
if (root) startWords(railsOf(rooms)).then(() => createRoot(root).render(<App />));
