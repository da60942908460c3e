import { signUp, useLink } from '#contract/identity.ts';
import { linkToken, type TestApplication } from './application.ts';
import type { Visitor } from './visitor.ts';

/** A password that nobody would guess, and no rule refuses. */
export const goodPassword = 'nine quiet herons by the lake';

let people = 0;
/** An address that nobody else in this process has. */
export function newEmail(name = 'person'): string {
  people += 1;
  return `${name}-${people}@example.org`;
}

export type Newcomer = { email: string; name: string; visitor: Visitor };

/** Somebody who has signed up, opened the letter, chosen a password, and stands signed in at a page. */
export async function newcomer(
  application: TestApplication,
  { role = 'patient', name = 'Nora Newcomer' }: { role?: 'patient' | 'doctor'; name?: string } = {},
): Promise<Newcomer> {
  const email = newEmail(role);
  const visitor = application.visitor();
  await visitor.ask(signUp, { body: { name, email, role } });
  const token = linkToken(await application.letterTo(email));
  await visitor.ask(useLink, { body: { token, password: goodPassword } });
  return { email, name, visitor };
}
