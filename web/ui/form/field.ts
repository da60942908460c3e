import type { Draft, Values } from './draft.ts';

/** The names of the fields that hold words. */
type Words<V extends Values> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;

type Changed = { currentTarget: { value: string } };

/** Ties a text field to its draft: `<TextInput label=… {...field(draft, 'name')} />`. */
export function field<V extends Values, K extends Words<V>>(draft: Draft<V>, name: K) {
  return {
    name,
    value: draft.values[name] as string,
    error: draft.faults[name],
    onChange: (event: Changed) => draft.set(name, event.currentTarget.value as V[K]),
  };
}

/** The names of the fields that are on or off. */
type Switches<V extends Values> = { [K in keyof V]: V[K] extends boolean ? K : never }[keyof V] & string;

export function switchField<V extends Values, K extends Switches<V>>(draft: Draft<V>, name: K) {
  return {
    name,
    checked: draft.values[name] as boolean,
    error: draft.faults[name],
    onChange: (event: { currentTarget: { checked: boolean } }) => draft.set(name, event.currentTarget.checked as V[K]),
  };
}
