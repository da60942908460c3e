import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInOf } from './browser.ts';

test('where people come by https, a socket is signed in by nothing that a page beside us could have set', () => {
  const [planted, own] = ['salle-sign-in=planted', '__Host-salle-sign-in=own'];
  assert.equal(signInOf(planted, true), undefined);
  assert.equal(signInOf(`${planted}; ${own}`, true), 'own');
  assert.equal(signInOf(`${planted}; ${own}`, false), 'own');
  assert.equal(signInOf(planted, false), 'planted');
  assert.equal(signInOf(undefined, false), undefined);
});
