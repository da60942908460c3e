import type words from './schedule.en.json';
import type rail from './schedule-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    schedule: typeof words;
    'schedule-rail': typeof rail;
  }
}
