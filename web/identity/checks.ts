import { passwordLength } from '#contract/identity.ts';
import type { Faults } from '#web/ui/form/draft.ts';
import { useFieldReason } from '#web/ui/reason.ts';

type Typed = Record<string, string>;
type Rule = (value: string) => string | null;

const rules = {
  required: (value) => (value.trim() === '' ? 'required' : null),
  email: (value) => (value.trim() === '' ? 'required' : /^\S+@\S+$/.test(value.trim()) ? null : 'format'),
  newPassword: (value) => {
    const { length } = Array.from(value);
    if (length === 0) return 'required';
    if (length < passwordLength.minLength) return 'minLength';
    return length > passwordLength.maxLength ? 'maxLength' : null;
  },
} satisfies Record<string, Rule>;

/** What a page can see is wrong by itself, said in the same words as when the server sees it. */
export function useChecks<V extends Typed>(wanted: { [K in keyof V]?: keyof typeof rules }): (values: V) => Faults {
  const reason = useFieldReason();
  return (values) => {
    const faults = Object.entries(wanted).flatMap(([name, rule]) => {
      const broken = rules[rule as keyof typeof rules](values[name] ?? '');
      return broken ? [[name, reason({ field: name, rule: broken, message: '' })]] : [];
    });
    return Object.fromEntries(faults);
  };
}
