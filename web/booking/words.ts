import type words from './booking.en.json';
import type rail from './booking-rail.en.json';

/** A word that these lack does not compile. */
declare module 'i18next' {
  interface ResourceNamespaceMap {
    booking: typeof words;
    'booking-rail': typeof rail;
  }
}
