import { joinPatient } from '#contract/acting.ts';
import { listDoctors } from '#contract/clinic.ts';
import { signUp } from '#contract/identity.ts';
import { giveJoinCode, listFamily } from '#contract/patients.ts';
import type { Who } from '#contract/route.ts';
import { consentToken, letterSaying } from '#server/clinic/acting/acting-rig.ts';
import { rooms } from '#web/rooms.ts';
import { emailOf, linkToken, type TestApplication } from './application.ts';

export type Place = { name: string; path: string; as?: string };

/** Each page of the application, seen by somebody who may; and what is no page of its own but is seen all the same. */
export async function places(application: TestApplication): Promise<Place[]> {
  const examples = await examplesIn(application);
  const pages = rooms
    .flatMap((room) => room.pages)
    .map(({ path, who }) => ({ name: nameOf(path), path: examples[path] ?? path, ...seenBy(who) }));
  const tabs = ['password', 'sign_ins', 'tokens', 'appearance'].map((tab) => ({
    name: `account-${tab.replace('_', '-')}`,
    path: `/account?tab=${tab}`,
    as: 'patient',
  }));
  return [...pages, ...tabs, { name: 'not-found', path: '/nowhere' }];
}

/** What stands for the parts of an address that are somebody's. */
async function examplesIn(application: TestApplication): Promise<Record<string, string>> {
  const { nobody, letterTo } = application;
  const email = 'new.person@example.org';
  const { data: doctors } = await nobody.ask(listDoctors, { query: { limit: 1 } });
  await nobody.ask(signUp, { body: { name: 'New Person', email } });
  return {
    '/doctors/$id': `/doctors/${doctors[0]?.id}`,
    '/admin/doctors/$id/schedule': `/admin/doctors/${doctors[0]?.id}/schedule`,
    '/link': `/link#${linkToken(await letterTo(email))}`,
    '/consent': `/consent#${await consentAsked(application)}`,
  };
}

/** Somebody asks to act for a child of the patient's. */
async function consentAsked(application: TestApplication): Promise<string> {
  const family = (await application.as('patient').ask(listFamily)).data;
  const child = family.find(({ relation }) => relation === 'child');
  const given = await application.as('receptionist').ask(giveJoinCode, { params: { id: child?.id ?? 0 } });
  const body = { code: given.data.code, relation: 'child' as const };
  await application.as('omar@salle.test').ask(joinPatient, { body });
  return consentToken(await letterSaying(application, emailOf('patient'), /\/consent#/));
}

function nameOf(path: string): string {
  return path.slice(1).replaceAll('/', '-').replaceAll('$', '') || 'start';
}

function seenBy(who: Who): { as?: string } {
  if (who === 'anyone') return {};
  return { as: who === 'signed-in' ? 'patient' : (who[0] ?? 'admin') };
}
