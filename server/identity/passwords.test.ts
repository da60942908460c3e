import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, isOutdated, isPassword } from './passwords.ts';

test('a hash is argon2id with its cost in it, and never twice the same', async () => {
  const [one, other] = [await hashPassword('a password of mine'), await hashPassword('a password of mine')];
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(one, other);
});

test('it knows its password and no other', async () => {
  const hash = await hashPassword('a password of mine');
  assert.equal(await isPassword('a password of mine', hash), true);
  for (const wrong of ['a password of mine ', 'A password of mine', '', 'a password of min']) {
    assert.equal(await isPassword(wrong, hash), false, wrong);
  }
});

test('where there is no hash nothing is right', async () => {
  for (const none of [null, undefined]) assert.equal(await isPassword('', none), false);
});

test('a hash of another cost still knows its password, and is told to be outdated', async () => {
  const hash = await hashPassword('a password of mine');
  assert.equal(isOutdated(hash), false);
  assert.equal(isOutdated(hash.replace('t=2', 't=1')), true);
  assert.equal(await isPassword('a password of mine', hash.replace('t=2', 't=1')), false, 'the cost is part of it');
});

test('many at once are hashed in a line, each rightly', async () => {
  const hash = await hashPassword('a password of mine');
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => isPassword(index % 2 ? 'a password of mine' : 'another', hash)),
  );
  assert.deepEqual(
    answers,
    Array.from({ length: 24 }, (_, index) => index % 2 === 1),
  );
});
