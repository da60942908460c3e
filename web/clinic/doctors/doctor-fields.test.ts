import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blankDoctor, doctorBody, doctorFaults, doctorPlace } from './doctor-fields.ts';

const values = { ...blankDoctor, name: 'Amina Haddad', voice: '28', in_person: '12,5x' };

test('only the modes that are offered are sent, each with its price', () => {
  const { prices } = doctorBody({ ...values, in_person: '40' });
  assert.deepEqual(prices, [
    { mode: 'voice', cents: 2800 },
    { mode: 'in_person', cents: 4000 },
  ]);
});

test('an unreadable price is a fault of its mode', () => {
  assert.deepEqual(doctorFaults(values, 'Write an amount.'), { in_person: 'Write an amount.' });
});

test('a fault of the n-th price is placed at the n-th mode offered', () => {
  const error = { field: 'prices.1.cents', rule: 'maximum', message: '' };
  assert.equal(doctorPlace(error, values), 'in_person');
  assert.equal(doctorPlace({ ...error, field: 'biography' }, values), 'biography');
});
