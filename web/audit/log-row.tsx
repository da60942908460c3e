import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditRow } from '#contract/audit.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './audit.module.css';
import { About, Who } from './who.tsx';

/** One row, with all that it says, and the way to what it is about. */
export function LogRow({ row }: { row: AuditRow }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const { at, address, listed, details, number } = row;
  const record = recordOf(row);
  const said = Object.entries(details).map(([name, value]) => `${name}: ${words(value)}`);
  return (
    <dl className={classes.facts}>
      <Fact title={t('field.at')}>{format.dateTime(at)}</Fact>
      <Fact title={t('field.who')}>
        <Who row={row} />
      </Fact>
      <Fact title={t('field.about')}>
        <About row={row} />
        {listed.length > 0 && (
          <ul className={classes.listed}>
            {listed.map(({ id, name }) => (
              <li key={id}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        )}
      </Fact>
      {record && (
        <div>
          <dt>{t('field.record')}</dt>
          <dd>
            <Link to={record.to} search={{ q: record.name } as never}>
              {t('open', { name: record.name })}
            </Link>
          </dd>
        </div>
      )}
      {address && (
        <Fact title={t('field.address')}>
          <bdi>{address}</bdi>
        </Fact>
      )}
      {said.length > 0 && (
        <Fact title={t('field.details')}>
          <span dir="auto">{said.join(' · ')}</span>
        </Fact>
      )}
      <Fact title={t('field.number')}>{number === null ? t('unsealed') : format.number(number)}</Fact>
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The list that has the record, looked through for its name. */
function recordOf({ subject, about, patient }: AuditRow): { to: string; name: string } | undefined {
  if (patient) return { to: '/patients', name: patient.name };
  if (!about) return undefined;
  if (subject === 'account') return { to: '/admin/accounts', name: about.name };
  return subject === 'doctor' ? { to: '/admin/doctors', name: about.name } : undefined;
}

function words(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
