import { type Weekday, weekdays } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';

/** The house's English is British, and so is its week. */
const tags: Readonly<Record<string, string>> = { en: 'en-GB', fr: 'fr-FR', ar: 'ar' };

/** The weekdays from the one on which the person's week begins: Monday, in Arabic Saturday, in the States Sunday. */
export function useWeekOrder(): readonly Weekday[] {
  const { i18n } = useTranslation();
  return weekOrder(firstDayIn(i18n.language));
}

/** `first` is 1 for Monday to 7 for Sunday. */
export function weekOrder(first: number): readonly Weekday[] {
  return [...weekdays.slice(first - 1), ...weekdays.slice(0, first - 1)];
}

/** A browser that names its region knows better than a language alone. */
function firstDayIn(language: string): number {
  const own = navigator.languages.find((one) => one.startsWith(`${language}-`));
  return new Intl.Locale(own ?? tags[language] ?? language).getWeekInfo().firstDay;
}

export function weekdayOf(day: string): Weekday {
  return weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'monday';
}

export function dayBefore(weekday: Weekday): Weekday {
  return weekdays.at(weekdays.indexOf(weekday) - 1) ?? 'sunday';
}
