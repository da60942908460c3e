import type { TSchema } from 'typebox';
import { asLine, asProse, asTamed } from '#contract/characters.ts';

type Read = (value: unknown) => unknown;
type Part = {
  format?: string;
  properties?: Readonly<Record<string, Part>>;
  items?: Part;
  anyOf?: readonly Part[];
};

const readers: Readonly<Record<string, (text: string) => string>> = {
  line: asLine,
  name: asLine,
  prose: asProse,
  tamed: asTamed,
};

/** Puts all text of a request into the form in which we keep it; nothing where the schema holds none. */
export function textReader(schema: TSchema): Read | undefined {
  return readerOf(schema as Part);
}

function readerOf({ format = '', properties, items, anyOf }: Part): Read | undefined {
  const ofText = readers[format];
  if (ofText) return (value) => (typeof value === 'string' ? ofText(value) : value);
  if (properties) return readerOfFields(properties);
  const ofItem = items && readerOf(items);
  if (ofItem) return (value) => (Array.isArray(value) ? value.map(ofItem) : value);
  // text or null: whatever else it may be is no text
  return anyOf?.map(readerOf).find((reader) => reader !== undefined);
}

function readerOfFields(properties: Readonly<Record<string, Part>>): Read | undefined {
  const fields = Object.entries(properties).flatMap(([name, part]) => {
    const reader = readerOf(part);
    return reader ? [[name, reader] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const given = value as Record<string, unknown>;
    const read = fields.flatMap(([name, reader]) => (Object.hasOwn(given, name) ? [[name, reader(given[name])]] : []));
    return { ...given, ...Object.fromEntries(read) };
  };
}
