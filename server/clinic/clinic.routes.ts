import * as actingContract from '#contract/acting.ts';
import * as catalogueContract from '#contract/catalogue.ts';
import * as contract from '#contract/clinic.ts';
import * as patientsContract from '#contract/patients.ts';
import type { Answer, Route } from '#contract/route.ts';
import type { Database, Transaction } from '#server/platform/database.ts';
import type { Add, Call } from '#server/platform/door.ts';
import { once } from '#server/platform/idempotency.ts';
import { type Clinic, newMe } from './clinic.ts';

export function clinicRoutes(add: Add, { clinic, database }: { clinic: Clinic; database: Database }): void {
  const { acting, doctors, patients, specializations, prestations, salles } = clinic;

  /** Makes something once, however often it is asked under one key. */
  function makes<const R extends Route>(
    route: R,
    make: (tx: Transaction, body: Call<R>['body']) => Promise<Answer<R>>,
  ): void {
    add(route, ({ actor, body, key }) => database.transaction(actor, (tx) => once(tx, key, () => make(tx, body))));
  }

  add(contract.readClinic, () => clinic.read());
  add(contract.changeClinic, ({ actor, body }) => clinic.change(actor, body));
  add(contract.readMe, clinic.asMe, async ({ me }) => newMe(me));

  add(patientsContract.listFamily, ({ actor }) => patients.family(actor));
  makes(patientsContract.addDependent, (tx, body) => patients.addDependent(tx, body));
  add(patientsContract.changeFamilyMember, ({ actor, params, body }) => patients.changeMember(actor, params.id, body));
  add(patientsContract.leaveFamilyMember, ({ actor, params }) => acting.leave(actor, params.id).then(nothing));
  add(patientsContract.rejoinFamilyMember, ({ actor, params }) => patients.rejoin(actor, params.id));

  add(actingContract.joinPatient, ({ actor, body }) => patients.join(actor, body));
  add(actingContract.readConsent, ({ body, address }) => acting.question(body.token, address));
  add(actingContract.answerConsent, ({ body, address }) =>
    acting.answer({ sees_before: false, ...body, address }).then(nothing),
  );
  add(actingContract.readActing, ({ actor, params }) => acting.read(actor, params.id));
  add(actingContract.endActing, ({ actor, params }) => acting.end(actor, params.id, params.acting_id).then(nothing));
  add(actingContract.keepActing, ({ actor, params, body }) =>
    acting.keep(actor, params.id, params.acting_id, body.reason).then(nothing),
  );
  add(actingContract.openPast, ({ actor, params, body }) =>
    acting.openPast(actor, params.id, params.acting_id, body.reason).then(nothing),
  );

  add(contract.listDoctors, ({ actor, query }) => doctors.list(actor, query));
  add(contract.readDoctor, ({ actor, params }) => doctors.read(actor, params.id));
  add(contract.listDoctorRecords, ({ actor, query }) => doctors.listRecords(actor, query));
  add(contract.readDoctorRecord, ({ actor, params }) => doctors.readRecord(actor, params.id));
  makes(contract.addDoctor, (tx, body) => doctors.add(tx, body));
  add(contract.changeDoctor, ({ actor, params, body }) => doctors.change(actor, params.id, body));
  add(contract.approveDoctor, ({ actor, params }) => doctors.approve(actor, params.id, true));
  add(contract.disapproveDoctor, ({ actor, params }) => doctors.approve(actor, params.id, false));
  add(contract.retireDoctor, ({ actor, params }) => doctors.retire(actor, params.id, true));
  add(contract.restoreDoctor, ({ actor, params }) => doctors.retire(actor, params.id, false));

  add(patientsContract.listPatients, ({ actor, query }) => patients.list(actor, query));
  add(patientsContract.readPatient, ({ actor, params }) => patients.read(actor, params.id));
  makes(patientsContract.addPatient, (tx, body) => patients.add(tx, body));
  add(patientsContract.changePatient, ({ actor, params, body }) => patients.change(actor, params.id, body));
  add(patientsContract.retirePatient, ({ actor, params }) => patients.retire(actor, params.id, true));
  add(patientsContract.restorePatient, ({ actor, params }) => patients.retire(actor, params.id, false));
  add(patientsContract.giveJoinCode, ({ actor, params, key }) => patients.giveJoinCode(actor, params.id, key));

  add(catalogueContract.listSpecializations, ({ actor, query }) => specializations.list(actor, query));
  makes(catalogueContract.addSpecialization, (tx, body) => specializations.add(tx, body));
  add(catalogueContract.changeSpecialization, ({ actor, params, body }) =>
    specializations.change(actor, params.id, body),
  );
  add(catalogueContract.retireSpecialization, ({ actor, params }) => specializations.retire(actor, params.id));
  add(catalogueContract.restoreSpecialization, ({ actor, params }) => specializations.restore(actor, params.id));

  add(catalogueContract.listPrestations, ({ actor, query }) => prestations.list(actor, query));
  makes(catalogueContract.addPrestation, (tx, body) => prestations.add(tx, body));
  add(catalogueContract.changePrestation, ({ actor, params, body }) => prestations.change(actor, params.id, body));
  add(catalogueContract.retirePrestation, ({ actor, params }) => prestations.retire(actor, params.id));
  add(catalogueContract.restorePrestation, ({ actor, params }) => prestations.restore(actor, params.id));

  add(catalogueContract.listSalles, ({ actor, query }) => salles.list(actor, query));
  makes(catalogueContract.addSalle, (tx, body) => salles.add(tx, body));
  add(catalogueContract.changeSalle, ({ actor, params, body }) => salles.change(actor, params.id, body));
  add(catalogueContract.retireSalle, ({ actor, params }) => salles.retire(actor, params.id));
  add(catalogueContract.restoreSalle, ({ actor, params }) => salles.restore(actor, params.id));
}

const nothing = () => null;
