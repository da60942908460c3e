import type words from './audit.en.json';
import type rail from './audit-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    audit: typeof words;
    'audit-rail': typeof rail;
  }
}
