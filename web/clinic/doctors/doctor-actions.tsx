import { Button, Switch } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import type { DoctorRecord } from '#contract/clinic.ts';
import { RetireAction } from '#web/clinic/retirement.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './doctor-actions.module.css';
import type { DoctorActs } from './doctor-acts.ts';

/** What can be done with a doctor in their row. */
export function DoctorActions({ row, acts }: { row: DoctorRecord; acts: DoctorActs }) {
  const { t } = useTranslation('clinic');
  const here = row.retired_at === null;
  return (
    <div className={classes.acts}>
      {here && row.is_approved && (
        <Switch
          size="sm"
          aria-label={t('doctors.availableNamed', { name: row.name })}
          title={t('doctor.available')}
          checked={row.is_available}
          onChange={() => acts.switchAvailable(row)}
        />
      )}
      {here && !row.is_approved && row.specialization !== null && (
        <Button
          size="compact-sm"
          aria-label={t('doctors.approveNamed', { name: row.name })}
          onClick={() => acts.approve(row)}
        >
          {t('doctors.approve')}
        </Button>
      )}
      <RetireAction row={row} retirement={acts.retirement} />
    </div>
  );
}
