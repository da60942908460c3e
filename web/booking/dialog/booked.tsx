import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCalendarPlus, IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Booked as BookedOne } from '#contract/booking.ts';
import type { DoctorCard } from '#contract/clinic.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { invitationAddress } from '#web/booking/invitation.ts';
import { ModeName } from '#web/clinic/mode-name.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './booked.module.css';

type BookedProps = { booked: readonly BookedOne[]; doctor: DoctorCard; onDone: () => void };

/** It is done: the reference, the calendar, and what comes next. */
export function Booked({ booked, doctor, onDone }: BookedProps) {
  const { t } = useTranslation('booking');
  const waits = booked.some(({ status }) => status === 'pending');
  const isOnline = booked.some(({ consult_mode }) => consult_mode !== 'in_person');
  const words = useRef<HTMLDivElement>(null);
  useEffect(() => words.current?.focus(), []);
  const Icon = waits ? IconHourglass : IconCircleCheck;
  return (
    <div className={classes.booked} ref={words} tabIndex={-1} role="status">
      <Icon size={40} stroke={1.5} className={classes.mark} data-waits={waits} aria-hidden />
      <p className={classes.words}>{t(waits ? 'booked.waits' : 'booked.sure', { name: doctor.name })}</p>
      <ul className={classes.list}>
        {booked.map((one) => (
          <BookedLine key={one.id} one={one} />
        ))}
      </ul>
      <p className={classes.next}>{t(isOnline ? 'booked.nextOnline' : 'booked.nextHere')}</p>
      <div className={classes.acts}>
        <Button component={Link} to="/patient" size="md">
          {t('booked.toAppointments')}
        </Button>
        <Button variant="default" size="md" onClick={onDone}>
          {t('booked.done')}
        </Button>
      </div>
    </div>
  );
}

function BookedLine({ one }: { one: BookedOne }) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const { data: me } = useMe();
  const name = me?.patients.find(({ id }) => id === one.patient_id)?.name;
  return (
    <li className={classes.one}>
      <bdi className={classes.reference} data-reference>
        {one.reference}
      </bdi>
      <p className={classes.when}>
        <strong>{times.full(one.scheduled_at)}</strong>
        {times.own(one.scheduled_at) && <span className={classes.own}>{times.own(one.scheduled_at)}</span>}
      </p>
      <p className={classes.who}>
        <span>{name}</span>
        <ModeName mode={one.consult_mode} />
      </p>
      <Button
        component="a"
        href={invitationAddress(one.id)}
        download={`${one.reference}.ics`}
        variant="light"
        leftSection={<IconCalendarPlus size={18} aria-hidden />}
      >
        {t('booked.invitation')}
      </Button>
    </li>
  );
}
