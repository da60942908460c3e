import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { DoctorCard, Person } from '#contract/clinic.ts';
import { changeForm } from '#web/booking/form/kept-form.ts';
import type { Checks } from '#web/booking/form/use-checks.ts';
import { type BookingForm, type Visit, withVisit } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ModeChoice } from './mode-choice.tsx';
import type { Booking } from './use-booking.ts';
import classes from './visit-fields.module.css';
import { VisitTime } from './visit-time.tsx';

type VisitFieldsProps = {
  doctor: DoctorCard;
  form: BookingForm;
  visit: Visit;
  at: number;
  people: readonly Person[];
  booking: Booking;
  checks: Checks;
  onAddPerson: () => void;
  onRemove: (() => void) | undefined;
};

/** One appointment: its time, its person, its mode. */
export function VisitFields({ doctor, form, visit, at, people, booking, checks, ...act }: VisitFieldsProps) {
  const { t } = useTranslation('booking');
  const change = (to: Partial<Visit>) => changeForm((now) => withVisit(now, visit.key, to));
  const isOne = form.visits.length === 1;
  return (
    <section
      className={classes.visit}
      data-one={isOne}
      aria-label={isOne ? undefined : t('who.visit', { number: at + 1 })}
    >
      {!isOne && (
        <header className={classes.head}>
          <h4 className={classes.number}>{t('who.visit', { number: at + 1 })}</h4>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconTrash size={16} aria-hidden />}
            aria-label={t('who.removeNamed', { number: at + 1 })}
            onClick={act.onRemove}
          >
            {t('who.remove')}
          </Button>
        </header>
      )}
      <VisitTime
        form={form}
        visit={visit}
        booking={booking}
        doctorId={doctor.id}
        fault={checks.faultAt(visit, 'slot')}
      />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('who.forWhom')}</legend>
        <div className={classes.people}>
          {people.map(({ id, name, relation }) => (
            <label key={id} className={classes.person}>
              <input
                type="radio"
                name={`person-${visit.key}`}
                checked={visit.patientId === id}
                onChange={() => change({ patientId: id })}
              />
              <span>
                {name}
                {relation === 'self' && <span className={classes.you}> · {t('who.you')}</span>}
              </span>
            </label>
          ))}
          <Button variant="subtle" leftSection={<IconPlus size={16} aria-hidden />} onClick={act.onAddPerson}>
            {t('who.addPerson')}
          </Button>
        </div>
      </fieldset>
      <ModeChoice
        prices={doctor.prices}
        name={`mode-${visit.key}`}
        chosen={visit.mode}
        fault={checks.faultAt(visit, 'mode')}
        onChoose={(mode) => change({ mode })}
      />
    </section>
  );
}
