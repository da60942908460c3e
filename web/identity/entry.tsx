import type { ReactNode } from 'react';
import type { Draft, Values } from '#web/ui/form/draft.ts';
import { Notice } from '#web/ui/notice.tsx';
import classes from './entry.module.css';

/** The shape of every page before one is signed in: what it is, one sentence, and what to do. */
export function Entry({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  return (
    <section className={classes.entry}>
      <h1>{title}</h1>
      {about && <p className={classes.about}>{about}</p>}
      {children}
    </section>
  );
}

/** A form that holds nothing worth asking about when one leaves it. */
export function EntryForm<V extends Values>({ draft, children }: { draft: Draft<V>; children: ReactNode }) {
  return (
    <form ref={draft.form} className={classes.form} onSubmit={draft.submit} noValidate>
      {draft.refusal && (
        <Notice tone="alarm" live>
          <p>{draft.refusal}</p>
        </Notice>
      )}
      {children}
    </form>
  );
}
