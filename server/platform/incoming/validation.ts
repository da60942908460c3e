import type { TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import { closed } from '#contract/route.ts';
import type { FieldErrors } from './field-errors.ts';
import { faultOf, knowFormats } from './formats.ts';
import { findUnusable, mostFields, tooMany } from './json-body.ts';
import { textReader } from './text-fields.ts';

// Several may be of one field, which is told once.
Settings.Set({ maxErrors: 64 });
knowFormats();

/** What was sent, if it is as it must be; else what is wrong is among what was found. */
export type Check = (input: unknown, found: FieldErrors) => Record<string, unknown> | undefined;

/** A body is judged as it was sent: "1" is not 1. No body is an empty one. */
export function newBodyCheck(schema: TObject | undefined): Check {
  const check = compiled(schema ?? closed({}));
  return (input, found) => check(input ?? {}, found);
}

/** What stands in an address is text: numbers are read from it. An empty parameter is one left out. */
export function newTextCheck(schema: TObject | undefined): Check {
  const shape = schema ?? closed({});
  const check = compiled(shape);
  return (input, found) => {
    const given = Object.entries(input ?? {}).filter(([, value]) => value !== '');
    if (given.length === 0 && !schema) return {};
    if (given.length > mostFields) {
      found.add('', 'size', tooMany);
      return undefined;
    }
    const before = found.errors.length;
    findUnusable(Object.fromEntries(given), found);
    return found.errors.length > before ? undefined : check(numbersRead(shape, given), found);
  };
}

/** Whole numbers in plain digits become numbers; `1.5`, `0x1` and `1e3` stay the text that they are, and are refused. */
function numbersRead(shape: TObject, given: [string, unknown][]): Record<string, unknown> {
  const isNumber = (name: string) => (shape.properties[name] as { type?: string } | undefined)?.type === 'integer';
  const read = (name: string, value: unknown) =>
    isNumber(name) && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Object.fromEntries(given.map(([name, value]) => [name, read(name, value)]));
}

function compiled(schema: TObject): Check {
  const validator = Compile(schema);
  const read = textReader(schema);
  return (input, found) => {
    const value = read ? read(input) : input;
    if (validator.Check(value)) return value as Record<string, unknown>;
    for (const error of validator.Errors(value)) findIn(error, found);
    return undefined;
  };
}

function findIn(error: TLocalizedValidationError, found: FieldErrors): void {
  const place = placeOf(error.instancePath);
  switch (error.keyword) {
    case 'required':
      for (const name of error.params.requiredProperties)
        found.add(place ? `${place}.${name}` : name, 'required', 'This is needed.');
      break;
    case 'boolean':
      found.add(place, 'unknown', 'There is no such field.');
      break;
    case 'additionalProperties': // said by its parts, as the next one is
    case 'anyOf':
      break;
    case 'format': {
      const { rule, message } = faultOf(error.params.format);
      found.add(place, rule, message);
      break;
    }
    default:
      found.add(place, error.keyword, sentence(error));
  }
}

/** From a JSON pointer to the way in which we name fields; of a very long one nobody is told the end. */
function placeOf(pointer: string): string {
  return pointer.slice(1, 400).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function sentence(error: TLocalizedValidationError): string {
  if (error.keyword === 'pattern') return 'This does not have the right form.';
  const words = error.message.replace(/^must/, 'This must');
  return words.endsWith('.') ? words : `${words}.`;
}
