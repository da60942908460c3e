import Type from 'typebox';
import { Id, Instant, retirements } from './route.ts';
import { name } from './text.ts';

/** What the fields of the clinic's records have in common. */
export const Name = name({ minLength: 1, maxLength: 200 });
export const Cents = Type.Integer({ minimum: 0, maximum: 100_000_000, description: 'in hundredths of the currency' });
export const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
export const Retired = Type.Union([Instant, Type.Null()]);
export const Reference = Type.Object({ id: Id, name: Type.String() });
export const state = Type.Optional(Type.Enum([...retirements]));
/** For an event that says nothing but that it has happened. */
export const NoData = Type.Unsafe<Record<string, never>>(Type.Object({}, { additionalProperties: false }));
