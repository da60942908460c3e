import { useMemo } from 'react';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { dayIn } from './days.ts';

export type ClinicTimes = ReturnType<typeof useClinicTimes>;

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Times as the clinic's clocks show them, and beside them the person's own where those differ. */
export function useClinicTimes() {
  const zone = useClinic()?.timezone ?? ownZone;
  const format = useFormat();
  const { t } = useTranslation('booking');
  return useMemo(() => {
    const day = (instant: string) => dayIn(zone, instant);
    const time = (instant: string) => format.time(instant, zone);
    const differs = (instant: string) =>
      time(instant) !== format.time(instant) || day(instant) !== dayIn(ownZone, instant);
    const ownTime = (instant: string) =>
      day(instant) === dayIn(ownZone, instant)
        ? format.time(instant)
        : `${format.weekday(dayIn(ownZone, instant))} ${format.time(instant)}`;
    return {
      zone,
      ownZone,
      day,
      time,
      differs,
      ownTime,
      /** Monday 23 November */
      longDay: (instant: string) => format.longDay(day(instant)),
      /** Mon 23 Nov, 09:00 */
      short: (instant: string) => `${format.weekday(day(instant))} ${format.dayMonth(day(instant))}, ${time(instant)}`,
      /** Monday 23 November, 09:00 */
      full: (instant: string) => t('at', { day: format.longDay(day(instant)), time: time(instant) }),
      /** undefined where both clocks say the same */
      own: (instant: string) =>
        differs(instant) ? t('zones.own', { time: ownTime(instant), zone: placeOf(ownZone) }) : undefined,
      place: placeOf(zone),
      ownPlace: placeOf(ownZone),
    };
  }, [zone, format, t]);
}

/** `Africa/Algiers` as people say it. */
function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
