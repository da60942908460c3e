import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import classes from './mail-on-its-way.module.css';

type Sending = { pending: boolean; refusal: string | null };

type MailOnItsWayProps = {
  email: string;
  /** what the mail is good for */
  about: string;
  again: () => void;
  back: () => void;
  draft: Sending;
};

/** The same words whether the address is known to the clinic or not; and what to do if no mail comes. */
export function MailOnItsWay({ email, about, again, back, draft }: MailOnItsWayProps) {
  const { t } = useTranslation('identity');
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState(false);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={classes.mail}>
      <h1 ref={heading} tabIndex={-1}>
        {t('mail_sent.title')}
      </h1>
      <p className={classes.address}>
        <bdi>{email}</bdi>
      </p>
      <p>{about}</p>
      <h2>{t('mail_sent.none')}</h2>
      <ul>
        <li>{t('mail_sent.wait')}</li>
        <li>{t('mail_sent.junk')}</li>
        <li>{t('mail_sent.spelling')}</li>
        <li>{t('mail_sent.desk')}</li>
      </ul>
      {draft.refusal && (
        <Notice tone="alarm" live>
          <p>{draft.refusal}</p>
        </Notice>
      )}
      <div className={classes.actions}>
        <Button
          variant="default"
          loading={draft.pending}
          onClick={() => {
            setAsked(true);
            again();
          }}
        >
          {t('mail_sent.again')}
        </Button>
        <Button variant="subtle" onClick={back}>
          {t('mail_sent.other')}
        </Button>
      </div>
      <p role="status" className={classes.said}>
        {asked && !draft.pending && !draft.refusal ? t('mail_sent.sent_again') : ''}
      </p>
    </section>
  );
}
