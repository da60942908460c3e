import { Button, Radio, Stack } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/Stack.layer.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerConsent, readConsent } from '#contract/acting.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './consent.module.css';

/** Where the letter leads that asks whether somebody may act for a person. Its token stands behind the `#`. */
export function Page() {
  const { t } = useTranslation('clinic');
  const [token] = useState(() => location.hash.slice(1));
  const question = useQuery({
    queryKey: ['consent', token],
    queryFn: ({ signal }) => call(readConsent, { body: { token }, signal }),
    retry: false,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  if (question.data) return <Question token={token} {...question.data} />;
  if (question.isPending) return <Told title={t('consent.reading')} pending />;
  if (isDead(question.error)) return <Told title={t('consent.dead')} about={t('consent.deadAbout')} />;
  return <ErrorState error={question.error} retry={() => void question.refetch()} />;
}

type QuestionProps = {
  token: string;
  patient_name: string;
  asker_name: string;
  asker_email: string;
  expires_at: string;
};

function Question({ token, patient_name, asker_name, asker_email, expires_at }: QuestionProps) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const clinic = useClinic();
  const reason = useReason();
  const [before, setBefore] = useState(false);
  const names = { who: asker_name, name: patient_name };
  const answering = useMutation({
    mutationFn: async (confirm: boolean) => {
      await call(answerConsent, { body: { token, confirm, sees_before: confirm && before } });
      return confirm;
    },
  });
  if (answering.isSuccess) {
    const answer = answering.data ? 'confirmed' : 'refused';
    return <Told title={t(`consent.${answer}`, names)} about={t(`consent.${answer}About`, names)} />;
  }
  return (
    <section className={classes.consent}>
      <h1>{t('consent.title', names)}</h1>
      <p>{t('consent.about', { ...names, email: asker_email })}</p>
      <Radio.Group
        className={classes.choice}
        label={t('consent.sees')}
        value={before ? 'all' : 'now'}
        onChange={(value) => setBefore(value === 'all')}
      >
        <Stack gap="sm" mt="xs">
          <Radio value="now" label={t('consent.fromNow')} description={t('consent.fromNowAbout')} />
          <Radio value="all" label={t('consent.all')} description={t('consent.allAbout')} />
        </Stack>
      </Radio.Group>
      {answering.isError && (
        <Notice tone="alarm" live>
          <p>{reason(answering.error)}</p>
        </Notice>
      )}
      <div className={classes.acts}>
        <Button
          size="md"
          loading={answering.isPending && answering.variables === true}
          disabled={answering.isPending}
          onClick={() => answering.mutate(true)}
        >
          {t('consent.confirm')}
        </Button>
        <Button
          size="md"
          variant="default"
          loading={answering.isPending && answering.variables === false}
          disabled={answering.isPending}
          onClick={() => answering.mutate(false)}
        >
          {t('consent.refuse')}
        </Button>
      </div>
      <p className={classes.until}>{t('consent.until', { date: format.dateTime(expires_at, clinic?.timezone) })}</p>
    </section>
  );
}

function Told({ title, about, pending = false }: { title: string; about?: string; pending?: boolean }) {
  return (
    <section className={classes.consent} role="status">
      <h1>{title}</h1>
      {about && <p>{about}</p>}
      {pending && <SkeletonText lines={4} />}
    </section>
  );
}

/** Answered, expired, not theirs any more, or never whole: a mail program may have cut it. */
function isDead(error: unknown): boolean {
  return error instanceof Refused && (error.code === 'link_expired' || error.code === 'invalid');
}
