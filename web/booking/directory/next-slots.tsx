import { Link } from '@tanstack/react-router';
import { type ClinicTimes, useClinicTimes } from '#web/booking/clinic-times.ts';
import { dayIn, daysAfter } from '#web/booking/days.ts';
import { shortened } from '#web/booking/slots/slot-address.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './next-slots.module.css';
import type { SteadyCard } from './steady-cards.ts';

/** The next free times of a doctor, on their card: one press from here to the form. */
export function NextSlots({ doctor }: { doctor: SteadyCard }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  if (!doctor.is_available) return null;
  const days = grouped(doctor.next_slots, times);
  return (
    <div className={classes.next}>
      {days.length === 0 && <p className={classes.none}>{t('directory.noTimes')}</p>}
      {days.map(([day, starts]) => (
        <div key={day} className={classes.day}>
          <p className={classes.name}>
            <DayName day={day} times={times} />
          </p>
          <ul className={classes.times} aria-label={t('directory.timesOf', { name: doctor.name })}>
            {starts.map((start) => (
              <li key={start}>
                <TimeLink doctor={doctor} start={start} times={times} isGone={doctor.gone.includes(start)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

type TimeLinkProps = { doctor: SteadyCard; start: string; times: ClinicTimes; isGone: boolean };

function TimeLink({ doctor, start, times, isGone }: TimeLinkProps) {
  const { t } = useTranslation('booking');
  if (isGone) {
    return (
      <span className={classes.gone}>
        <s>{times.time(start)}</s> <span className={classes.word}>{t('slot.booked')}</span>
      </span>
    );
  }
  return (
    <Link
      to="/doctors/$id"
      params={{ id: String(doctor.id) }}
      search={{ slot: shortened(start) } as never}
      className={classes.time}
      aria-label={t('directory.bookAt', { name: doctor.name, when: times.full(start) })}
    >
      {times.time(start)}
    </Link>
  );
}

function grouped(starts: readonly string[], times: ClinicTimes): [string, string[]][] {
  const days = new Map<string, string[]>();
  for (const start of starts) days.set(times.day(start), [...(days.get(times.day(start)) ?? []), start]);
  return [...days];
}

/** "Today", "Tomorrow", else "Mon 23 Nov". */
function DayName({ day, times }: { day: string; times: ClinicTimes }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const today = dayIn(times.zone, new Date());
  if (day === today) return t('directory.today');
  if (day === daysAfter(today, 1)) return t('directory.tomorrow');
  return `${format.weekday(day)} ${format.dayMonth(day)}`;
}
