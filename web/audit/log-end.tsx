import { useQuery } from '@tanstack/react-query';
import { readAuditHead } from '#contract/audit.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './audit.module.css';

/** Where the chain ends: noted somewhere else, it shows whether anything was taken away since. */
export function LogEnd() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['audit', 'head'],
    queryFn: ({ signal }) => call(readAuditHead, { signal }),
  });
  if (!data) return null;
  return (
    <details className={classes.end}>
      <summary>{t('end.title', { number: format.number(data.number) })}</summary>
      <p>{t('end.about', { date: format.dateTime(data.sealed_at) })}</p>
      <code dir="ltr">
        {data.number}:{data.hash}
      </code>
    </details>
  );
}
