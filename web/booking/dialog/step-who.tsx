import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { DoctorCard } from '#contract/clinic.ts';
import { changeForm } from '#web/booking/form/kept-form.ts';
import type { Checks } from '#web/booking/form/use-checks.ts';
import { type BookingForm, mostVisits, newVisit, type Visit } from '#web/booking/form/visit.ts';
import { FamilyForm } from '#web/clinic/family-form.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import classes from './booking-dialog.module.css';
import type { Booking } from './use-booking.ts';
import { VisitFields } from './visit-fields.tsx';

type StepWhoProps = { doctor: DoctorCard; form: BookingForm; booking: Booking; checks: Checks };

/** When, for whom and how: for one person, or for several of a family in one go. */
export function StepWho({ doctor, form, booking, checks }: StepWhoProps) {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const [adding, setAdding] = useState(false);
  const people = me?.patients ?? [];

  function addVisit() {
    const booked = form.visits.map(({ patientId }) => patientId);
    const next = people.find(({ id }) => !booked.includes(id)) ?? people[0];
    const mode = form.visits.at(-1)?.mode ?? null;
    changeForm((now) => ({ ...now, visits: [...now.visits, newVisit({ patientId: next?.id ?? null, mode })] }));
  }

  function removeVisit(visit: Visit) {
    booking.forgive();
    void booking.letGo(visit);
    changeForm((now) => ({ ...now, visits: now.visits.filter(({ key }) => key !== visit.key) }));
  }

  return (
    <>
      <h3 className={classes.heading} data-step tabIndex={-1}>
        {t('step.who')}
      </h3>
      {form.visits.map((visit, at) => (
        <VisitFields
          key={visit.key}
          doctor={doctor}
          form={form}
          visit={visit}
          at={at}
          people={people}
          booking={booking}
          checks={checks}
          onAddPerson={() => setAdding(true)}
          onRemove={form.visits.length > 1 ? () => removeVisit(visit) : undefined}
        />
      ))}
      {form.visits.length < mostVisits && (
        <div>
          <Button variant="subtle" leftSection={<IconUserPlus size={18} aria-hidden />} onClick={addVisit}>
            {t('who.another')}
          </Button>
        </div>
      )}
      <SidePanel opened={adding} title={t('who.addPerson')} onClose={() => setAdding(false)}>
        <FamilyForm subject="new" onDone={() => setAdding(false)} />
      </SidePanel>
    </>
  );
}
