import { type FormEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { asLine } from '#contract/characters.ts';
import type { FieldError, RefusalCode } from '#contract/refusals.ts';
import { freshKey, Refused } from '#web/platform/api.ts';
import { useFieldReason, useReason } from '#web/ui/reason.ts';
import { rulesBroken } from './typed-text.ts';

export type Values = Record<string, unknown>;
export type Faults = Readonly<Record<string, string>>;

/** What somebody else made of the same record while it was being edited here. */
export type Theirs<V extends Values> = { values: V; version: number };

/** … and the fields that both of us changed. What only they changed is in the form already. */
export type Conflict<V extends Values> = Theirs<V> & { contested: (keyof V)[] };

export type DraftOptions<V extends Values, Saved> = {
  initial: V;
  /** of the record that is edited */
  version?: number;
  send: (values: V, attempt: { version: number; key: string }) => Promise<Saved>;
  saved: (saved: Saved, values: V) => void;
  /** what the page itself can see is wrong, before anything is sent */
  check?: (values: V) => Faults;
  /** the record as it is now, for when somebody else was faster */
  theirs?: () => Promise<Theirs<V>>;
  /** which of our fields a field of the server's is: `prices.0.cents` → `video` */
  place?: (error: FieldError, values: V) => string;
};

export type Draft<V extends Values> = {
  values: V;
  dirty: boolean;
  pending: boolean;
  faults: Faults;
  /** why the whole of it was refused */
  refusal: string | null;
  conflict: Conflict<V> | null;
  form: RefObject<HTMLFormElement | null>;
  set: <K extends keyof V>(name: K, value: V[K]) => void;
  submit: (event?: FormEvent) => void;
  takeTheirs: () => void;
  /** the record was changed from elsewhere on this very page: not a conflict */
  follow: (version: number) => void;
};

/** Refusals that are about one field, though they do not say so. */
const fieldOf: Partial<Record<RefusalCode, string>> = {
  email_taken: 'email',
  birth_date_kept: 'birth_date',
  own_record_in_use: 'relation',
  name_taken: 'name',
  code_refused: 'code',
  already_joined: 'code',
};

/** A form's values on their way to the server: nothing is sent twice, nothing that was typed is lost. */
export function useDraft<V extends Values, Saved>(options: DraftOptions<V, Saved>): Draft<V> {
  const [initial, setInitial] = useState(options.initial);
  const [values, setValues] = useState(options.initial);
  const [faults, setFaults] = useState<Faults>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict<V> | null>(null);
  const [pending, setPending] = useState(false);
  const version = useRef(options.version ?? 0);
  const busy = useRef(false);
  const attempt = useRef({ body: '', key: '' });
  const form = useRef<HTMLFormElement>(null);
  const reason = useReason();
  const fieldReason = useFieldReason();

  const [failures, setFailures] = useState(0);
  useFocusOnFault(form, failures);

  const set = useCallback(<K extends keyof V>(name: K, value: V[K]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setFaults(({ [String(name)]: _, ...others }) => others);
  }, []);

  async function send() {
    if (busy.current) return;
    const found = { ...unreadable(), ...options.check?.(values) };
    setFaults(found);
    setRefusal(null);
    if (Object.keys(found).length > 0) return setFailures((count) => count + 1);
    busy.current = true;
    setPending(true);
    try {
      const saved = await options.send(values, { version: version.current, key: keyFor(values) });
      setInitial(values);
      setConflict(null);
      options.saved(saved, values);
    } catch (error) {
      await refused(error);
    } finally {
      busy.current = false;
      setPending(false);
    }
  }

  /** What no form takes, whatever it is about. */
  function unreadable(): Faults {
    const broken = rulesBroken(form.current).filter(({ field }) => field in values);
    return Object.fromEntries(broken.map(({ field, rule }) => [field, fieldReason({ field, rule, message: '' })]));
  }

  /** The same act keeps its key however often it is tried; other values are another act. */
  function keyFor(sent: V): string {
    const body = JSON.stringify(sent);
    if (attempt.current.body !== body) attempt.current = { body, key: freshKey() };
    return attempt.current.key;
  }

  async function refused(error: unknown) {
    if (error instanceof Refused && error.code === 'version_conflict' && options.theirs) {
      const theirs = await options.theirs().catch(() => null);
      if (theirs) return meet(theirs);
    }
    const { placed, rest } = error instanceof Refused ? sorted(error) : { placed: {}, rest: true };
    setFaults(placed);
    setFailures((count) => count + 1);
    if (rest) setRefusal(reason(error));
  }

  /** Fields that were not touched here take what somebody else wrote; what was typed stays. */
  function meet(theirs: Theirs<V>) {
    const met = merged(initial, values, theirs.values);
    version.current = theirs.version;
    setInitial(theirs.values);
    setValues(met.values);
    setConflict({ ...theirs, contested: met.contested });
  }

  /** A fault that has a field is said there; what has none is said above the form. */
  function sorted(error: Refused) {
    const known = (name: string) => name in values;
    const all = error.errors.map((fault) => {
      const [head = ''] = fault.field.split('.');
      const name = options.place?.(fault, values) ?? (known(fault.field) ? fault.field : head);
      return [name, fieldReason(isBlank(values[name]) ? { ...fault, rule: 'required' } : fault)] as const;
    });
    const implied = fieldOf[error.code];
    if (implied) all.push([implied, reason(error)]);
    const placed = Object.fromEntries(all.filter(([name]) => known(name)));
    return { placed, rest: Object.keys(placed).length === 0 };
  }

  return {
    values,
    dirty: JSON.stringify(values) !== JSON.stringify(initial),
    pending,
    faults,
    refusal,
    conflict,
    form,
    set,
    submit: (event) => {
      event?.preventDefault();
      event?.stopPropagation();
      void send();
    },
    takeTheirs: () => {
      if (!conflict) return;
      setValues(conflict.values);
      setFaults({});
      setConflict(null);
    },
    follow: (now) => {
      version.current = now;
    },
  };
}

/** Three versions of one record: as it was opened, as it is here, as it is there. */
function merged<V extends Values>(base: V, mine: V, theirs: V): { values: V; contested: (keyof V)[] } {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const fields = Object.keys(base) as (keyof V)[];
  const untouched = fields.filter((field) => same(mine[field], base[field]));
  const contested = fields.filter(
    (field) => !untouched.includes(field) && !same(theirs[field], base[field]) && !same(theirs[field], mine[field]),
  );
  const taken = Object.fromEntries(untouched.map((field) => [field, theirs[field]]));
  return { values: { ...mine, ...taken }, contested };
}

/** To a person, what is empty is not *too short*. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && asLine(value) === '';
}

/** The first field that was refused is where the person goes on. */
function useFocusOnFault(form: RefObject<HTMLFormElement | null>, failures: number) {
  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, failures]);
}
