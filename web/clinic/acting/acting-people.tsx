import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Acting, type ActingRequest, readActing } from '#contract/acting.ts';
import { actingKey } from '#web/clinic/keys.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './acting.module.css';
import { ActingAct, type Asking } from './acting-act.tsx';
import { ActingOne } from './acting-one.tsx';

type ActingPeopleProps = { patient: number; name: string };

/** Who acts for a person and who did, who asks to; each with what may be done about it. */
export function ActingPeople({ patient, name }: ActingPeopleProps) {
  const { t } = useTranslation('clinic');
  const [asking, setAsking] = useState<Asking | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: [...actingKey, patient],
    queryFn: ({ signal }) => call(readActing, { params: { id: patient }, signal }),
  });
  if (!data) return error ? <ErrorState error={error} retry={() => void refetch()} /> : <SkeletonText lines={3} />;
  const now = data.acting.filter(({ until }) => until === null);
  const before = data.acting.filter(({ until }) => until !== null);
  return (
    <section className={classes.people} aria-label={t('acting.title', { name })}>
      <h3>{t('acting.now')}</h3>
      {now.length === 0 && <p className={classes.none}>{t('acting.none')}</p>}
      <People people={now} onAsk={setAsking} />
      {data.requests.length > 0 && (
        <>
          <h3>{t('acting.asking')}</h3>
          <ul>
            {data.requests.map((one) => (
              <Request key={one.id} one={one} />
            ))}
          </ul>
        </>
      )}
      {before.length > 0 && (
        <details>
          <summary>{t('acting.before')}</summary>
          <People people={before} onAsk={setAsking} />
        </details>
      )}
      <ActingAct patient={patient} name={name} asking={asking} onDone={() => setAsking(null)} />
    </section>
  );
}

function People({ people, onAsk }: { people: readonly Acting[]; onAsk: (asking: Asking) => void }) {
  return (
    <ul>
      {people.map((one) => (
        <ActingOne key={one.id} one={one} onAsk={onAsk} />
      ))}
    </ul>
  );
}

function Request({ one }: { one: ActingRequest }) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  return (
    <li>
      <p className={classes.name}>
        <bdi>{one.name}</bdi>
      </p>
      <p>{t('acting.asksUntil', { date: format.dateTime(one.expires_at) })}</p>
    </li>
  );
}
