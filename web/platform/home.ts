import type { Me } from '#contract/clinic.ts';
import type { Role } from '#contract/route.ts';

const homes: Record<Role, string> = {
  patient: '/patient',
  doctor: '/doctor/profile',
  receptionist: '/patients',
  admin: '/admin/doctors',
};

/** Where a person's work begins. */
export function homeOf(me: Me): string {
  return homes[me.user.role];
}

export function isStaff(me: Me): boolean {
  return me.user.role !== 'patient';
}

/** A place to come back to after signing in: only ever one of our own pages. */
export function ownPath(next: unknown): string | undefined {
  if (typeof next !== 'string' || !next.startsWith('/')) return undefined;
  const address = new URL(next, location.origin);
  if (address.origin !== location.origin || address.pathname.startsWith('//')) return undefined;
  return address.pathname + address.search + address.hash;
}
