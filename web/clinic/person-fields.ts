type Sex = 'female' | 'male';

/** What is known of a person, as a form holds it: empty where nothing is. */
export type PersonFields = { name: string; birth_date: string; sex: Sex | ''; phone: string };

type Known = { name: string; birth_date: string | null; sex: Sex | null; phone: string | null };

export const blankPerson: PersonFields = { name: '', birth_date: '', sex: '', phone: '' };

export function personFields(known: Known): PersonFields {
  return {
    name: known.name,
    birth_date: known.birth_date ?? '',
    sex: known.sex ?? '',
    phone: known.phone ?? '',
  };
}

export function personBody(values: PersonFields): Known {
  return {
    name: values.name,
    birth_date: values.birth_date || null,
    sex: values.sex || null,
    phone: values.phone.trim() || null,
  };
}
