/** Under which keys the clinic's things are known to a page. Whoever changes one says by these what is asked for again. */
export const accountsKey = ['accounts'] as const;
/** who acts for a person, by the person's number */
export const actingKey = ['acting'] as const;
/** doctors as anyone may read them */
export const doctorsKey = ['doctors'] as const;
/** … and as their own clinic does */
export const doctorRecordsKey = ['doctor-records'] as const;
export const familyKey = ['family'] as const;
export const patientsKey = ['patients'] as const;
export const prestationsKey = ['prestations'] as const;
export const sallesKey = ['salles'] as const;
export const specializationsKey = ['specializations'] as const;
