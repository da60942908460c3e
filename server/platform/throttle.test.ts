import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, test } from 'node:test';
import { network } from './throttle.ts';

/** So that what fails once fails again. */
function newDice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
const dice = newDice(7);
const oneOf = <T>(...choices: readonly T[]) => choices[dice(choices.length)] as T;
/** Zeros are what spellings differ by. */
const group = () => oneOf(0, 0, 0, 1, dice(16), dice(256), dice(65_536));

/** One of the ways in which these eight groups may be written. */
function spelled(groups: readonly number[]): string {
  const written = groups.map((one) => {
    const short = one.toString(16);
    const padded = oneOf(short, short, short.padStart(4, '0'), short.padStart(Math.min(short.length + 1, 4), '0'));
    return oneOf(padded, padded.toUpperCase());
  });
  const [high = 0, low = 0] = groups.slice(6);
  const parts = oneOf(written, written, [
    ...written.slice(0, 6),
    [high >> 8, high & 255, low >> 8, low & 255].join('.'),
  ]);
  const zeros = groups.slice(0, parts.length === 7 ? 6 : 8).flatMap((one, place) => (one === 0 ? [place] : []));
  const address =
    zeros.length > 0 && oneOf(true, true, false) ? shortened(parts, groups, oneOf(...zeros)) : parts.join(':');
  return oneOf(address, address, `${address}%eth0`, `[${address}]`, `[${address}]:443`);
}

/** With `::` for some of the zeros from here on. */
function shortened(parts: readonly string[], groups: readonly number[], from: number): string {
  let most = from;
  while (most < groups.length && groups[most] === 0 && !(parts[most] ?? '').includes('.')) most += 1;
  const to = from + 1 + dice(Math.max(1, most - from));
  return `${parts.slice(0, from).join(':')}::${parts.slice(to).join(':')}`;
}

describe('the network of an IPv6 address', () => {
  test('is the same in every spelling, and another for every other /64', () => {
    for (let round = 0; round < 3000; round += 1) {
      const prefix = [group() || 0x2001, group(), group(), group()];
      const one = [...prefix, group(), group(), group(), group()];
      const other = [...prefix, group(), group(), group(), group()];
      const place = dice(4);
      const elsewhere = one.map((value, index) => (index === place ? value ^ (1 << dice(16)) : value));
      const [first, second, third] = [spelled(one), spelled(other), spelled(elsewhere)];
      assert(isIPv6(first.replace(/^\[|\](:\d+)?$/g, '')), first);
      assert.equal(network(first), network(second), `${first} and ${second}`);
      if (elsewhere[0] !== 0) assert.notEqual(network(first), network(third), `${first} and ${third}`);
    }
  });

  test('is that of the IPv4 address that it only wraps', () => {
    for (let round = 0; round < 500; round += 1) {
      const bytes = [dice(256), dice(256), dice(256), dice(256)] as const;
      const plain = bytes.join('.');
      const wrapped = [0, 0, 0, 0, 0, 0xffff, bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]];
      assert(isIPv4(plain));
      const spelling = spelled(wrapped);
      assert.equal(network(spelling), plain, spelling);
    }
  });

  test('knows prefixes that are mostly zeros', () => {
    assert.equal(network('2001:db8::1'), network('2001:db8:0:0:ffff::2'));
    assert.notEqual(network('2001:db8::1'), network('2001:db8:0:1::1'));
    assert.equal(network('::1'), network('0:0:0:0:0:0:0:2'));
  });
});

test('the network of an IPv4 address is the address, whichever port a proxy adds', () => {
  assert.equal(network('203.0.113.7'), '203.0.113.7');
  assert.equal(network('203.0.113.7:50123'), '203.0.113.7');
});

test('what is no address is one network', () => {
  for (const text of ['', 'unknown', '203.0.113', '1.2.3.4.5', ':::', 'a'.repeat(500)])
    assert.equal(network(text), 'nowhere');
});
