import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAmount, writeAmount } from './amount.ts';
import { readWhole } from './whole-number.ts';

test('an amount is read as people write it', () => {
  const read = { '45': 4500, '45.5': 4550, '45,50': 4550, ' 1 234,56 ': 123_456, '٤٥٫٥': 4550, '۱۲': 1200, '0': 0 };
  for (const [text, cents] of Object.entries(read)) assert.equal(readAmount(text), cents, text);
});

test('what is no amount is not guessed at', () => {
  for (const text of ['', 'abc', '-1', '1.2.3', '1,234.56', '4.555', '1e3', '99999999']) {
    assert.equal(readAmount(text), null, text);
  }
});

test('an amount survives being shown and read again', () => {
  for (const cents of [0, 1, 10, 99, 100, 4550, 100_000_000]) assert.equal(readAmount(writeAmount(cents)), cents);
});

test('a count is a whole number in any digits', () => {
  assert.equal(readWhole(' 30 '), 30);
  assert.equal(readWhole('٣٠'), 30);
  for (const text of ['', '3.5', '-3', '3x']) assert.equal(readWhole(text), null, text);
});
