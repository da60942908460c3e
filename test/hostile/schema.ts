/** The parts of a JSON schema that the contract uses. */
export type Schema = {
  type?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
};

/** A place in a request where a value goes. */
export type Slot = { path: readonly (string | number)[]; schema: Schema; nullable: boolean };

export function slotsOf(given: Schema, path: Slot['path'] = []): Slot[] {
  const schema = given.anyOf?.find(({ type }) => type !== 'null') ?? given;
  const nullable = given.anyOf?.some(({ type }) => type === 'null') ?? false;
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => slotsOf(part, [...path, name]));
  const items = schema.items ? slotsOf(schema.items, [...path, 0]) : [];
  return [...(path.length ? [{ path, schema, nullable }] : []), ...inner, ...items];
}

const byFormat: Record<string, string> = {
  date: '2001-02-03',
  'date-time': '2001-02-03T09:30:00Z',
  email: 'somebody@example.org',
};
const byPattern: Record<string, string> = { '^[A-Z]{3}$': 'EUR', '^[0-9+(). -]{3,40}$': '+33 1 23' };

/** Something that the schema takes. */
export function sampleOf(given: Schema): unknown {
  const schema = given.anyOf?.find(({ type }) => type !== 'null') ?? given;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, sampleOf(part)]));
    case 'array':
      return schema.items ? [sampleOf(schema.items)] : [];
    case 'integer':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return byFormat[schema.format ?? ''] ?? byPattern[schema.pattern ?? ''] ?? 'a'.repeat(schema.minLength ?? 1);
  }
}

const mark = '@@here@@';

/** The JSON of a request with `raw` in one place; arrays and objects on the way there are made. */
export function withRaw(base: unknown, schema: Schema, path: Slot['path'], raw: string): string {
  return JSON.stringify(placed(base, schema, path)).replace(`"${mark}"`, () => raw);
}

function placed(base: unknown, given: Schema, [step, ...rest]: Slot['path']): unknown {
  if (step === undefined) return mark;
  const schema = given.anyOf?.find(({ type }) => type !== 'null') ?? given;
  if (typeof step === 'number') return [placed(sampleOf(schema.items ?? {}), schema.items ?? {}, rest)];
  const object = typeof base === 'object' && base !== null ? (base as Record<string, unknown>) : {};
  return { ...object, [step]: placed(object[step], schema.properties?.[step] ?? {}, rest) };
}
