import { hashPassword, type Identity } from '#server/identity/identity.ts';
import { type Database, system, type Transaction } from '#server/platform/database.ts';
import { demoLock, demoPatience, emptyDemo } from './clinic.sql.ts';
import type { Clinic } from './clinic.ts';
import * as people from './demo-people.ts';

type DemoDeps = { database: Database; identity: Identity; clinic: Clinic; now: () => Temporal.Instant };

/** Fills an empty demo clinic through the same functions that people use, all or nothing, once. */
export async function seedDemo({ database, identity, clinic, now }: DemoDeps): Promise<void> {
  if (!(await database.as(system).row(emptyDemo))) return;
  // One hash serves them all: the password is no secret, and sixty hashes would take a second.
  const passwordHash = await hashPassword(people.demoPassword);
  const today = now()
    .toZonedDateTimeISO((await clinic.read()).timezone)
    .toPlainDate();
  const bornFor = (age: number, index: number) => today.subtract({ years: age, days: (index * 97) % 360 }).toString();

  await database.transaction(system, async (tx) => {
    await tx.rows(demoPatience);
    await tx.rows(demoLock);
    if (!(await tx.row(emptyDemo))) return; // another process was first
    const specializations = await seedCatalogue(tx, clinic);
    for (const { name, email, role } of people.demoStaff) {
      await identity.makeAccount(tx, { name, email, role, passwordHash, isDemo: true });
    }
    for (const doctor of people.demoDoctors) {
      const { id } = await seedDoctor(tx, clinic, doctor, specializations, passwordHash);
      await clinic.demoDoctorMade(tx, { id, email: doctor.email }, today);
    }
    const children = new Map<string, number>();
    for (const family of people.demoFamilies) {
      await seedFamily(tx, { identity, clinic, children }, family, passwordHash, bornFor);
    }
    for (const { child, ...relative } of people.demoRelatives) {
      const deps = { identity, clinic, children };
      const account = await seedFamily(tx, deps, { ...relative, dependents: [] }, passwordHash, bornFor);
      await clinic.patients.letAct(tx, account, children.get(child) ?? 0, 'child');
    }
    for (const [index, { age, ...patient }] of people.demoPatients(57).entries()) {
      await clinic.patients.add(tx, { ...patient, birth_date: bornFor(age, index) });
    }
  });
}

async function seedCatalogue(tx: Transaction, clinic: Clinic): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const name of people.demoSpecializations) ids.set(name, (await clinic.specializations.add(tx, { name })).id);
  for (const [name, specialization, minutes, price] of people.demoPrestations) {
    const specialization_id = specialization === null ? null : (ids.get(specialization) ?? null);
    await clinic.prestations.add(tx, { name, specialization_id, duration_minutes: minutes, price_cents: price * 100 });
  }
  for (const [name, door, seats] of people.demoSalles) await clinic.salles.add(tx, { name, door, seats });
  return ids;
}

async function seedDoctor(
  tx: Transaction,
  clinic: Clinic,
  doctor: people.DemoDoctor,
  ids: Map<string, number>,
  passwordHash: string,
): Promise<{ id: number }> {
  const { specialization, prices, waits, away, ...rest } = doctor;
  const specialization_id = ids.get(specialization);
  if (specialization_id === undefined) throw new Error(`the demo has no ${specialization}`);
  return clinic.doctors.add(
    tx,
    {
      ...rest,
      specialization_id,
      is_available: !away,
      prices: prices.map(([mode, price]) => ({ mode, cents: price * 100 })),
    },
    { passwordHash, isDemo: true, waits: waits ?? false },
  );
}

async function seedFamily(
  tx: Transaction,
  { identity, clinic, children }: Pick<DemoDeps, 'identity' | 'clinic'> & { children: Map<string, number> },
  { name, email, age, sex, dependents }: Omit<people.DemoFamily, 'about'>,
  passwordHash: string,
  bornFor: (age: number, index: number) => string,
): Promise<number> {
  const account = await identity.makeAccount(tx, { name, email, role: 'patient', passwordHash, isDemo: true });
  await clinic.patients.describeSelf(tx, account.id, { sex, birth_date: bornFor(age, account.id) });
  for (const dependent of dependents) {
    const child = { name: dependent.name, sex: dependent.sex, birth_date: bornFor(dependent.age, dependent.age) };
    children.set(dependent.name, await clinic.patients.addFor(tx, account.id, child, 'child'));
  }
  return account.id;
}
