import type words from './frame.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    frame: typeof words;
  }
}
