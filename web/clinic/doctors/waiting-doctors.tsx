import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { type DoctorRecord, listDoctorRecords } from '#contract/clinic.ts';
import { doctorRecordsKey } from '#web/clinic/keys.ts';
import { listed, listKey, type RecordsQuery } from '#web/clinic/records.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Clamped } from '#web/ui/clamped.tsx';
import { useKeptFocus } from '#web/ui/table/kept-focus.ts';
import type { DoctorActs } from './doctor-acts.ts';
import classes from './waiting-doctors.module.css';

const query: RecordsQuery = { state: 'waiting', sort: 'created_at', limit: '100' };

/** Those who signed up and whom no patient can find yet: above everything else on the page, longest waiting first. */
export function WaitingDoctors({ acts, onOpen }: { acts: DoctorActs; onOpen: (row: DoctorRecord) => void }) {
  const { t } = useTranslation('clinic');
  const { data } = useQuery({
    queryKey: listKey(doctorRecordsKey, query),
    queryFn: ({ signal }) => listed(listDoctorRecords, query, signal),
  });
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section, data?.data);
  if (!data || data.data.length === 0) return null;
  return (
    <section ref={section} className={classes.waiting} aria-labelledby="waiting-doctors">
      <h2 id="waiting-doctors" className={classes.title}>
        {t('doctors.waiting', { count: data.total })}
      </h2>
      <p className={classes.about}>{t('doctors.waitingAbout')}</p>
      <ul className={classes.people}>
        {data.data.map((row) => (
          <WaitingDoctor key={row.id} row={row} acts={acts} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

type WaitingDoctorProps = { row: DoctorRecord; acts: DoctorActs; onOpen: (row: DoctorRecord) => void };

function WaitingDoctor({ row, acts, onOpen }: WaitingDoctorProps) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const incomplete = row.specialization === null;
  return (
    <li className={classes.person}>
      <Avatar name={row.name} />
      <div className={classes.words}>
        <p className={classes.name}>
          <Clamped>{row.name}</Clamped>
        </p>
        <p className={classes.detail}>
          {row.specialization?.name ?? t('doctors.noSpecialization')} · <bdi>{row.email}</bdi>
        </p>
        <p className={classes.detail}>{t('doctors.since', { date: format.date(row.created_at) })}</p>
      </div>
      <div className={classes.acts}>
        <Button
          variant="default"
          aria-label={t(incomplete ? 'doctors.completeNamed' : 'doctors.lookNamed', { name: row.name })}
          onClick={() => onOpen(row)}
        >
          {incomplete ? t('doctors.complete') : t('doctors.look')}
        </Button>
        {!incomplete && (
          <Button aria-label={t('doctors.approveNamed', { name: row.name })} onClick={() => acts.approve(row)}>
            {t('doctors.approve')}
          </Button>
        )}
      </div>
    </li>
  );
}
