import type { AuditRow } from '#contract/audit.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './audit.module.css';

/** Who it was, and as what; a calendar program and a guess at a password are nobody by name. */
export function Who({ row: { account, role } }: { row: Pick<AuditRow, 'account' | 'role'> }) {
  const { t } = useTranslation('audit');
  if (!account) return t(`role.${role}`);
  return (
    <>
      <bdi>{account.name}</bdi> <span className={classes.dim}>{t(`role.${role}`)}</span>
    </>
  );
}

/** Whom or what it is about: an appointment by its reference and whose it is. */
export function About({ row: { about, patient, listed, subject } }: { row: AuditRow }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  if (listed.length > 0) {
    return t(subject === 'patient' ? 'listed.patients' : 'listed.appointments', {
      count: listed.length,
      shown: format.number(listed.length),
    });
  }
  if (!about) return '—';
  if (subject !== 'appointment') return <bdi>{about.name}</bdi>;
  return (
    <>
      <bdi>{patient?.name ?? '—'}</bdi> <span className={classes.dim}>{about.name}</span>
    </>
  );
}
