import type words from './presence.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    presence: typeof words;
  }
}
