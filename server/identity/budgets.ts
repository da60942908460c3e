import { type Budget, network } from '#server/platform/throttle.ts';

/**
 * Guesses are counted by the machine that they come from and by the account that they are aimed at; those made in a
 * browser that the account knows are counted apart, so that nobody can lock a person out by guessing at their account.
 */
export function signInBudgets(email: string, address: string, knownDevice: string | undefined): Budget[] {
  if (knownDevice) return [{ kind: 'sign-in on', key: knownDevice, most: 10, minutes: 15 }];
  return [
    { kind: 'sign-in to', key: email, most: 10, minutes: 15 },
    { kind: 'sign-in from', key: network(address), most: 60, minutes: 15 },
  ];
}

export function letterBudgets(email: string, address: string): Budget[] {
  return [
    { kind: 'letter to', key: email, most: 5, minutes: 60 },
    { kind: 'letter from', key: network(address), most: 30, minutes: 60 },
  ];
}

export function linkBudgets(address: string): Budget[] {
  return [{ kind: 'link from', key: network(address), most: 60, minutes: 15 }];
}
