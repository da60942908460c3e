import { useState } from 'react';
import type { Clinic } from '#contract/clinic.ts';
import { signIn } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import { useEnter } from './arrived.ts';
import classes from './demo-accounts.module.css';

type Demo = NonNullable<Clinic['demo']>;

const order = ['admin', 'receptionist', 'doctor', 'patient'] as const;

/** A clinic to try: its people, to step in as by one touch. */
export function DemoAccounts({ demo }: { demo: Demo }) {
  const { t } = useTranslation('identity');
  const { choose, chosen, refusal } = useStepIn(demo.password);
  const groups = order.map((role) => ({ role, people: demo.accounts.filter((account) => account.role === role) }));
  return (
    <section className={classes.demo} aria-label={t('demo.title')}>
      <h2>{t('demo.title')}</h2>
      <p className={classes.about}>{t('demo.about')}</p>
      {refusal && (
        <Notice tone="alarm" live>
          <p>{refusal}</p>
        </Notice>
      )}
      {groups
        .filter(({ people }) => people.length > 0)
        .map(({ role, people }) => (
          <div key={role} className={classes.group}>
            <h3>{t(`demo.${role}`)}</h3>
            <ul>
              {people.map(({ email, name, about }) => (
                <li key={email}>
                  <button
                    type="button"
                    onClick={() => choose(email)}
                    aria-disabled={chosen !== null}
                    aria-busy={chosen === email}
                  >
                    <span className={classes.name}>{name}</span>
                    <span className={classes.what}>{about}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}

function useStepIn(password: string) {
  const reason = useReason();
  const enter = useEnter();
  const [chosen, setChosen] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  async function stepIn(email: string) {
    setChosen(email);
    setRefusal(null);
    try {
      await call(signIn, { body: { email, password } });
      await enter();
    } catch (error) {
      setRefusal(reason(error));
      setChosen(null);
    }
  }
  return { chosen, refusal, choose: (email: string) => chosen === null && void stepIn(email) };
}
