import type { ReactNode } from 'react';
import { Notice } from '#web/ui/notice.tsx';
import { usePanelDirty } from '#web/ui/panel-guard.ts';
import type { Draft, Values } from './draft.ts';
import classes from './form.module.css';
import { useUnsaved } from './unsaved.tsx';
import { type FieldNames, VersionConflict } from './version-conflict.tsx';

export type FormProps<V extends Values> = {
  draft: Draft<V>;
  children: ReactNode;
  /** `FormActions`, as a rule */
  actions: ReactNode;
  /** what the fields are called, to say where somebody else's version differs */
  names?: FieldNames<V>;
  label?: string;
};

/** A form that keeps what was typed: a refusal is said above it or at its field, leaving asks first. */
export function Form<V extends Values>({ draft, children, actions, names, label }: FormProps<V>) {
  const leaving = useUnsaved(draft.dirty && !draft.pending);
  usePanelDirty(draft.dirty);
  return (
    <form ref={draft.form} className={classes.form} onSubmit={draft.submit} noValidate aria-label={label}>
      {draft.conflict && <VersionConflict draft={draft} conflict={draft.conflict} names={names ?? {}} />}
      {draft.refusal && (
        <Notice tone="alarm" live>
          <p>{draft.refusal}</p>
        </Notice>
      )}
      <div className={classes.fields}>{children}</div>
      {actions}
      {leaving}
    </form>
  );
}
