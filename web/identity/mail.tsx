import { IconMailCheck, IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listMail, type Mail } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { HandOver } from './hand-over.tsx';
import classes from './mail.module.css';

/** Mail that a clinic without a mail server would have sent: that it went nowhere, an admin must see. */
export function Page() {
  const { t } = useTranslation('identity');
  const mail = useQuery({
    queryKey: ['mail'],
    queryFn: ({ signal }) => call(listMail, { signal }),
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHeader title={t('mail.title')} about={mail.data?.kept ? t('mail.about') : undefined} />
      {mail.isPending && <SkeletonText lines={8} />}
      {mail.error && !mail.data && <ErrorState error={mail.error} retry={() => void mail.refetch()} />}
      {mail.data && !mail.data.kept && (
        <EmptyState icon={IconMailCheck} title={t('mail.sent')} about={t('mail.sent_about')} />
      )}
      {mail.data?.kept && mail.data.mail.length === 0 && (
        <EmptyState icon={IconMailOff} title={t('mail.none')} about={t('mail.none_about')} />
      )}
      {mail.data?.kept && mail.data.mail.length > 0 && <Letters mail={mail.data.mail} />}
    </>
  );
}

function Letters({ mail }: { mail: Mail[] }) {
  const { t } = useTranslation('identity');
  const [chosen, setChosen] = useState<string | undefined>(mail[0]?.id);
  const letter = mail.find(({ id }) => id === chosen) ?? mail[0];
  return (
    <div className={classes.letters}>
      <nav aria-label={t('mail.title')}>
        <ul className={classes.list}>
          {mail.map((one) => (
            <li key={one.id}>
              <Line mail={one} chosen={one.id === letter?.id} onChoose={() => setChosen(one.id)} />
            </li>
          ))}
        </ul>
      </nav>
      {letter && <Letter mail={letter} />}
    </div>
  );
}

function Line({ mail, chosen, onChoose }: { mail: Mail; chosen: boolean; onChoose: () => void }) {
  const format = useFormat();
  return (
    <button type="button" className={classes.line} aria-current={chosen || undefined} onClick={onChoose}>
      <bdi className={classes.to}>{mail.to}</bdi>
      <span className={classes.when}>{format.ago(mail.sent_at) ?? format.date(mail.sent_at)}</span>
      <bdi className={classes.subject}>{mail.subject}</bdi>
    </button>
  );
}

function Letter({ mail }: { mail: Mail }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  return (
    <article className={classes.letter} aria-label={mail.subject}>
      <h2 dir="auto">{mail.subject}</h2>
      <p className={classes.head}>
        {t('mail.to')} <bdi>{mail.to}</bdi> · {format.dateTime(mail.sent_at)}
      </p>
      {mail.withheld && (
        <div className={classes.withheld}>
          <Notice>
            <p>{t('mail.withheld')}</p>
          </Notice>
          {mail.hand_over !== undefined && <HandOver key={mail.id} account={mail.hand_over} />}
        </div>
      )}
      <div className={classes.text} dir="auto">
        {linked(mail.text)}
      </div>
    </article>
  );
}

/** Addresses in a letter can be followed. */
function linked(text: string) {
  return text.split(/(https?:\/\/[^\s]+)/).map((part, at) =>
    /^https?:\/\//.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a letter does not change
      <a key={at} href={part} dir="ltr">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
