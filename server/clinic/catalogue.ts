import type { Prestation, Salle, Specialization } from '#contract/catalogue.ts';
import type { Page } from '#contract/route.ts';
import { type Actor, type Database, type Transaction, violated } from '#server/platform/database.ts';
import { containing, countOf, type PageQuery, pageOf, type Sorts } from '#server/platform/paging.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { Statement } from '#server/platform/sql.ts';
import * as statements from './catalogue.sql.ts';
import type { RefuseInUse, Retiring } from './retiring.ts';

export type Catalogue = ReturnType<typeof openCatalogue>;
type ListQuery = PageQuery & { q?: string | undefined; state?: 'active' | 'retired' | 'all' | undefined };
type Kind<Fields> = {
  name: Retiring['kind'];
  sorts: Sorts;
  page: typeof statements.specializationPage;
  read: (id: number) => Statement;
  insert: (fields: Fields) => Statement;
  change: (id: number, to: { version: number } & Partial<Fields>) => Statement;
  retire: (id: number, retired: boolean) => Statement;
};

/** What the clinic offers and where: three kinds of named things with one way of keeping them. */
export type CatalogueDeps = { database: Database; refuseInUse: RefuseInUse };

export function openCatalogue(deps: CatalogueDeps) {
  const specializations = openKept<Specialization, { name: string }>(deps, {
    name: 'specialization',
    sorts: statements.specializationSorts,
    page: statements.specializationPage,
    read: statements.readSpecialization,
    insert: ({ name }) => statements.insertSpecialization(name),
    change: statements.changeSpecialization,
    retire: statements.retireSpecialization,
  });
  const prestations = openKept<Prestation, statements.PrestationFields>(deps, {
    name: 'prestation',
    sorts: statements.prestationSorts,
    page: statements.prestationPage,
    read: statements.readPrestation,
    insert: statements.insertPrestation,
    change: statements.changePrestation,
    retire: statements.retirePrestation,
  });
  const salles = openKept<Salle, statements.SalleFields>(deps, {
    name: 'salle',
    sorts: statements.salleSorts,
    page: statements.sallePage,
    read: statements.readSalle,
    insert: statements.insertSalle,
    change: statements.changeSalle,
    retire: statements.retireSalle,
  });

  return {
    specializations: {
      ...specializations,
      list: (actor: Actor, query: ListQuery) =>
        specializations.list(actor, query, statements.specializationsMeant(meant(actor, query))),
    },
    prestations: {
      ...prestations,
      list: (actor: Actor, query: ListQuery & { specialization?: number | undefined }) =>
        prestations.list(
          actor,
          query,
          statements.prestationsMeant({ ...meant(actor, query), specialization: query.specialization ?? null }),
        ),
    },
    salles: {
      ...salles,
      list: (actor: Actor, query: ListQuery) => salles.list(actor, query, statements.sallesMeant(meant(actor, query))),
    },
  };
}

/** The retired are the office's business. */
function meant(actor: Actor, query: ListQuery): statements.CatalogueQuery {
  return {
    like: query.q?.trim() ? containing(query.q) : null,
    state: actor.role === 'admin' ? (query.state ?? 'active') : 'active',
  };
}

function openKept<T extends { id: number }, Fields>({ database, refuseInUse }: CatalogueDeps, kind: Kind<Fields>) {
  async function list(actor: Actor, query: PageQuery, meantRows: Statement): Promise<Page<T>> {
    const { key, after, order, page } = pageOf(query, kind.sorts, 'name', 'c.id');
    return database.transaction(actor, async (tx) => {
      const found = await tx.rows<T & { sorted_by: string }>(kind.page(key, meantRows, after, order));
      return page<T>(found, await countOf(tx, meantRows));
    });
  }

  async function add(tx: Transaction, fields: Fields): Promise<T> {
    const { id } = await naming(() => tx.one<{ id: number }>(kind.insert(fields)));
    return tx.one<T>(kind.read(id));
  }

  async function change(actor: Actor, id: number, to: { version: number } & Partial<Fields>): Promise<T> {
    return database.transaction(actor, async (tx) => {
      orNotFound(await tx.row<T>(kind.read(id)));
      const changed = await naming(() => tx.count(kind.change(id, to)));
      if (changed === 0) throw new Refusal('version_conflict');
      return tx.one<T>(kind.read(id));
    });
  }

  async function setRetired(actor: Actor, id: number, retired: boolean): Promise<T> {
    return database.transaction(actor, async (tx) => {
      if ((await naming(() => tx.count(kind.retire(id, retired)))) === 0) throw new Refusal('not_found');
      if (retired) await refuseInUse(tx, { kind: kind.name, id });
      return tx.one<T>(kind.read(id));
    });
  }

  return {
    list,
    add,
    change,
    retire: (actor: Actor, id: number) => setRetired(actor, id, true),
    restore: (actor: Actor, id: number) => setRetired(actor, id, false),
  };
}

/** The database keeps names apart and references true; here its refusals become ours. */
export async function naming<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const constraint = violated(error);
    if (constraint?.endsWith('_name')) throw new Refusal('name_taken');
    if (constraint === 'specialization_in_use') throw new Refusal('in_use');
    if (constraint?.endsWith('_specialization_id_fkey')) {
      throw invalidField('specialization_id', 'unknown', 'There is no such specialization.');
    }
    throw error;
  }
}
