import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for one another, on paper or on the telephone. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What people call an appointment: `CONS-7K2M9Q`. */
export function newReference(): string {
  return `CONS-${Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join('')}`;
}
