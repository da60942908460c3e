import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCalendarPlus } from '@tabler/icons-react';
import type { Appointment } from '#contract/appointments.ts';
import { modes } from '#contract/clinic.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { invitationAddress } from '#web/booking/invitation.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Clamped } from '#web/ui/clamped.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import classes from './appointment-card.module.css';
import { isAhead, isStanding } from './appointment-queries.ts';
import { JoinButton } from './join-button.tsx';

type AppointmentCardProps = {
  appointment: Appointment;
  now: number;
  /** the next one: what one comes here for */
  isLarge?: boolean;
  /** somebody has just changed it */
  isMarked?: boolean;
  onMove?: () => void;
  onCancel?: () => void;
};

/** One appointment: when, with whom, for whom, how, and what can still be done with it. */
export function AppointmentCard({ appointment, now, isLarge = false, isMarked = false, ...act }: AppointmentCardProps) {
  const times = useClinicTimes();
  const format = useFormat();
  const { scheduled_at, ends_at, doctor, patient, status, consult_mode } = appointment;
  const mode = modes.find((one) => one === consult_mode);
  const soon =
    isStanding(appointment) && isAhead(appointment, now) ? format.ago(scheduled_at, new Date(now)) : undefined;
  return (
    <li className={classes.card} data-large={isLarge} data-marked={isMarked} data-off={!isStanding(appointment)}>
      <div className={classes.when}>
        <p className={classes.day}>{times.longDay(scheduled_at)}</p>
        <p className={classes.time}>
          {times.time(scheduled_at)}
          <span className={classes.until}> – {times.time(ends_at)}</span>
        </p>
        {times.own(scheduled_at) && <p className={classes.dim}>{times.own(scheduled_at)}</p>}
        {soon && <p className={classes.soon}>{soon}</p>}
      </div>
      <div className={classes.words}>
        <p className={classes.doctor}>
          <Clamped>{doctor.name}</Clamped>
        </p>
        {doctor.specialization && <p className={classes.dim}>{doctor.specialization}</p>}
        <p className={classes.facts}>
          <span>{patient.name}</span>
          {mode && <ModeName mode={mode} />}
          <bdi className={classes.dim}>{appointment.reference}</bdi>
        </p>
        <p className={classes.facts}>
          <StatusBadge status={status} />
          {appointment.cancelled?.reason && <span className={classes.dim}>{appointment.cancelled.reason}</span>}
        </p>
      </div>
      {isAhead(appointment, now) && isStanding(appointment) && <Acts appointment={appointment} now={now} {...act} />}
    </li>
  );
}

type ActsProps = Pick<AppointmentCardProps, 'appointment' | 'now' | 'onMove' | 'onCancel'>;

function Acts({ appointment, now, onMove, onCancel }: ActsProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const { may, id, reference, status, kind } = appointment;
  const named = { when: times.full(appointment.scheduled_at) };
  const isFixed = may.length === 0 && status !== 'in_progress';
  return (
    <div className={classes.acts}>
      {kind === 'online' && <JoinButton appointment={appointment} now={now} />}
      {may.includes('reschedule') && (
        <Button variant="default" aria-label={t('mine.moveNamed', named)} onClick={onMove}>
          {t('mine.move')}
        </Button>
      )}
      {may.includes('cancel') && (
        <Button variant="subtle" color="gray" aria-label={t('mine.cancelNamed', named)} onClick={onCancel}>
          {t('mine.cancel')}
        </Button>
      )}
      <Button
        component="a"
        href={invitationAddress(id)}
        download={`${reference}.ics`}
        variant="subtle"
        color="gray"
        leftSection={<IconCalendarPlus size={18} aria-hidden />}
      >
        {t('booked.invitation')}
      </Button>
      {isFixed && <p className={classes.dim}>{t('mine.call')}</p>}
    </div>
  );
}
