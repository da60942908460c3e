import type words from './identity.en.json';
import type rail from './identity-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    identity: typeof words;
    'identity-rail': typeof rail;
  }
}
