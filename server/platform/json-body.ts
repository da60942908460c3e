import type { FieldError } from '#contract/refusals.ts';

/** Deeper than any request of ours, far shallower than what hurts. */
const deepest = 20;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads a JSON body; what is broken or dangerous in it comes back as errors. */
export function parseJson(text: string): { value: unknown } | { errors: FieldError[] } {
  try {
    const value: unknown = JSON.parse(text);
    const errors = unusable(value);
    return errors.length ? { errors } : { value };
  } catch {
    // the parser's own words would quote what was sent
    return { errors: [{ field: '', rule: 'json', message: 'This is not JSON.' }] };
  }
}

/** What no field may hold, wherever it is: keys that reach prototypes, text that PostgreSQL cannot keep, endless depth. */
export function unusable(value: unknown, field = '', depth = 0): FieldError[] {
  if (typeof value === 'string') return unusableText(value, field);
  if (typeof value !== 'object' || value === null) return [];
  if (depth === deepest) return [{ field, rule: 'depth', message: 'This is nested too deeply.' }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = field ? `${field}.${key}` : key;
    if (forbiddenKeys.has(key))
      return [{ field, rule: 'key', message: 'A field here has a name that is not allowed.' }];
    const wrongKey = unusableText(key, field);
    return wrongKey.length ? wrongKey : unusable(inner, name, depth + 1);
  });
}

function unusableText(text: string, field: string): FieldError[] {
  if (text.includes('\0') || !text.isWellFormed()) {
    return [{ field, rule: 'characters', message: 'This holds characters that cannot be kept.' }];
  }
  return [];
}
