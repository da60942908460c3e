import type words from './broadcasting.en.json';
import type rail from './broadcasting-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    broadcasting: typeof words;
    'broadcasting-rail': typeof rail;
  }
}
