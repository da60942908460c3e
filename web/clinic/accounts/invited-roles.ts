/** Doctors are added on their own page, with what a doctor needs. */
export const invitedRoles = ['receptionist', 'admin', 'patient'] as const;
