import type words from './live.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    live: typeof words;
  }
}
