import type words from './ui.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    ui: typeof words;
  }
}
