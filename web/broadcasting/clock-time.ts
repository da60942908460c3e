import { useMemo } from 'react';
import { useSettings } from '#web/platform/settings.ts';

const tags = { en: 'en-GB', fr: 'fr', ar: 'ar-u-nu-latn' };

/** A time to the second, or to the millisecond: what happens here happens faster than minutes. */
export function useClockTime(fine = false): (at: number) => string {
  const { language } = useSettings();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(tags[language], {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(fine && { fractionalSecondDigits: 3 }),
    });
    return (at) => format.format(at);
  }, [language, fine]);
}
