import type { Language } from '#contract/identity.ts';
import { useSettings } from './settings.ts';

/** Arabic with Latin digits and 24 hours, as it is written in the Maghreb. */
const tags: Record<Language, string> = { en: 'en-GB', fr: 'fr', ar: 'ar-u-hc-h23-nu-latn' };

export type Format = ReturnType<typeof newFormat>;

/** Dates, numbers and prices as the person's language writes them. */
export function useFormat(): Format {
  const { language } = useSettings();
  return formats[language];
}

const formats: Record<Language, Format> = { en: newFormat('en'), fr: newFormat('fr'), ar: newFormat('ar') };

function newFormat(language: Language) {
  const tag = tags[language];
  const makers = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

  function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return kept(`d${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(tag, options));
  }

  function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return kept(`n${JSON.stringify(options)}`, () => new Intl.NumberFormat(tag, options));
  }

  function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
    const known = makers.get(key);
    if (known) return known as T;
    const made = make();
    makers.set(key, made);
    return made;
  }

  return {
    /** Wed 4 March 2026; the zone is the person's unless the clinic's is given */
    date: (instant: string | Date, timeZone?: string) =>
      dates({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(new Date(instant)),
    time: (instant: string | Date, timeZone?: string) =>
      dates({ hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(instant)),
    dateTime: (instant: string | Date, timeZone?: string) =>
      dates({
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
      }).format(new Date(instant)),
    /** a day without a time, `YYYY-MM-DD`: no zone may move it */
    day: (day: string) =>
      dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    /** of such a day: "Mon", "23 Nov", "Monday 23 November" */
    weekday: (day: string) => dates({ weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    dayMonth: (day: string) =>
      dates({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    longDay: (day: string) =>
      dates({ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    number: (value: number) => numbers({}).format(value),
    price: (cents: number, currency: string) =>
      numbers({ style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }).format(cents / 100),
    /** "in 10 minutes", "2 hours ago" within a day, else the date */
    ago: (instant: string | Date, now = new Date()) => relative(tag, new Date(instant), now) ?? undefined,
    /** names of languages and the like, from the browser's own lists */
    language: (code: string) => new Intl.DisplayNames(tag, { type: 'language' }).of(code) ?? code,
    list: (items: readonly string[]) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items),
    compare: new Intl.Collator(tag).compare,
  };
}

function relative(tag: string, instant: Date, now: Date): string | null {
  const minutes = Math.round((instant.getTime() - now.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  if (Math.abs(minutes) < 1) return words.format(0, 'second');
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return null;
}
