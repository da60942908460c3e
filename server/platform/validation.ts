import type { TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import type { FieldError } from '#contract/refusals.ts';
import { closed } from '#contract/route.ts';
import { faultOf, knowFormats } from './formats.ts';
import { unusable } from './json-body.ts';
import { textReader } from './text-fields.ts';

// A form with forty wrong fields is told of all forty.
Settings.Set({ maxErrors: 64 });
knowFormats();

export type Checked = { value: Record<string, unknown> } | { errors: FieldError[] };
export type Check = (input: unknown) => Checked;

/** A body is judged as it was sent: "1" is not 1. No body is an empty one. */
export function newBodyCheck(schema: TObject | undefined): Check {
  const check = compiled(schema ?? closed({}));
  return (input) => check(input ?? {});
}

/** What stands in an address is text: numbers are read from it. An empty parameter is one left out. */
export function newTextCheck(schema: TObject | undefined): Check {
  const shape = schema ?? closed({});
  const check = compiled(shape);
  return (input) => {
    const given = Object.entries(input ?? {}).filter(([, value]) => value !== '');
    if (given.length === 0 && !schema) return nothingAsked;
    const errors = unusable(Object.fromEntries(given));
    return errors.length ? { errors } : check(numbersRead(shape, given));
  };
}

/** Whole numbers in plain digits become numbers; `1.5`, `0x1` and `1e3` stay the text that they are, and are refused. */
function numbersRead(shape: TObject, given: [string, unknown][]): Record<string, unknown> {
  const isNumber = (name: string) => (shape.properties[name] as { type?: string } | undefined)?.type === 'integer';
  const read = (name: string, value: unknown) =>
    isNumber(name) && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Object.fromEntries(given.map(([name, value]) => [name, read(name, value)]));
}

const nothingAsked: Checked = { value: {} };

function compiled(schema: TObject): Check {
  const validator = Compile(schema);
  const read = textReader(schema);
  return (input) => {
    const value = read ? read(input) : input;
    if (validator.Check(value)) return { value: value as Record<string, unknown> };
    return { errors: distinct(validator.Errors(value).flatMap(fieldErrors)) };
  };
}

function fieldErrors(error: TLocalizedValidationError): FieldError[] {
  const place = error.instancePath.slice(1).replaceAll('/', '.');
  const under = (name: string) => (place ? `${place}.${name}` : name);
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => field(under(name), 'required', 'This is needed.'));
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => field(under(name), 'unknown', 'There is no such field.'));
    case 'boolean': // said again, and better, by additionalProperties
    case 'anyOf': // said by its parts
      return [];
    case 'format': {
      const { rule, message } = faultOf(error.params.format);
      return [field(place, rule, message)];
    }
    default:
      return [field(place, error.keyword, sentence(error))];
  }
}

function sentence(error: TLocalizedValidationError): string {
  if (error.keyword === 'pattern') return 'This does not have the right form.';
  const words = error.message.replace(/^must/, 'This must');
  return words.endsWith('.') ? words : `${words}.`;
}

function field(name: string, rule: string, message: string): FieldError {
  return { field: name, rule, message };
}

/** Each field is told once: a union's parts complain one by one. */
function distinct(errors: FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors.filter(({ field: name }) => !seen.has(name) && seen.add(name));
}
