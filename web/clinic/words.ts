import type words from './clinic.en.json';
import type rail from './clinic-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    clinic: typeof words;
    'clinic-rail': typeof rail;
  }
}
