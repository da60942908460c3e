import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useRouter } from '@tanstack/react-router';
import type { Appointment } from '#contract/appointments.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './appointment-card.module.css';

const early = 10 * 60_000;

/** The way into the consultation's room, open from ten minutes before. */
export function JoinButton({ appointment, now }: { appointment: Appointment; now: number }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const router = useRouter();
  const opens = Date.parse(appointment.scheduled_at) - early;
  const hasRoom = '/consultation/$session' in router.routesByPath;
  const isOpen = hasRoom && now >= opens && appointment.session_id !== null && appointment.status !== 'pending';
  if (isOpen) {
    return (
      <Button component="a" href={`/consultation/${appointment.session_id}`}>
        {t('mine.join')}
      </Button>
    );
  }
  return (
    <span className={classes.join}>
      <Button disabled>{t('mine.join')}</Button>
      <span className={classes.dim}>{t('mine.opens', { time: times.time(new Date(opens).toISOString()) })}</span>
    </span>
  );
}
