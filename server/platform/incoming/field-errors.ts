import type { FieldError } from '#contract/refusals.ts';

const mostErrors = 20;
const longestField = 100;
/** Of a whole refusal's five kilobytes; a field's letters may take six bytes each. */
const mostBytes = 4500;

/** What is wrong with a request, as far as it is worth telling: whoever looks for more of it stops when this is full. */
export type FieldErrors = {
  readonly errors: readonly FieldError[];
  add(field: string, rule: string, message: string): void;
  full(): boolean;
};

export function newFieldErrors(): FieldErrors {
  const errors: FieldError[] = [];
  const told = new Set<string>();
  let bytes = 0;
  const full = () => errors.length >= mostErrors || bytes >= mostBytes;
  return {
    errors,
    full,
    // Each field is told once: a union's parts complain one by one.
    add: (name, rule, message) => {
      const field = cut(name);
      if (full() || told.has(field)) return;
      told.add(field);
      const error = { field, rule, message };
      bytes += Buffer.byteLength(JSON.stringify(error)) + 1;
      if (bytes < mostBytes) errors.push(error);
    },
  };
}

/** Names come from outside, and are as long as somebody likes. */
export function cut(name: string): string {
  return name.length > longestField ? name.slice(0, longestField).toWellFormed() : name;
}
