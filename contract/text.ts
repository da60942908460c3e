import Type from 'typebox';

/**
 * The kinds of text that a request may hold. Each is read before it is judged (`server/platform/text-fields.ts`), so that
 * lengths are those of what is kept; a law sees to it that no field is of another kind.
 */
type Length = { maxLength: number; minLength?: number; description?: string };

const oneLine = 'one line, without control characters or characters that nobody sees';

/** Titles, reasons: whatever stands in a line with other words. */
export function line({ description, ...length }: Length) {
  const told = description === undefined ? oneLine : `${description}; ${oneLine}`;
  return Type.String({ format: 'line', ...length, description: told });
}

/** What a person, a place or a thing is called, in letters to others too: a line that is no address. */
export function name(length: Length) {
  return Type.String({ format: 'name', ...length, description: `${oneLine}; no web address` });
}

/** What a person tells in several lines. */
export function prose(length: Length) {
  return Type.String({ format: 'prose', ...length });
}

/** What nobody typed for others to read: what it may not hold becomes a blank. */
export function tamed(length: Length) {
  return Type.String({ format: 'tamed', ...length });
}

/** What is compared or hashed, never shown: any characters. */
export function secret(length: Length) {
  return Type.String({ format: 'password', ...length });
}

export const Cursor = Type.String({
  maxLength: 4000,
  pattern: '^[A-Za-z0-9_-]+$',
  description: '`next` of the page before',
});
