import type { Page } from '#web/platform/page.ts';

const admin = ['admin'] as const;
const desk = ['receptionist', 'admin'] as const;

export const clinicPages: Page[] = [
  { path: '/family', load: () => import('./family.tsx'), frame: 'public', who: ['patient'] },
  { path: '/doctor/profile', load: () => import('./own-profile.tsx'), frame: 'staff', who: ['doctor', 'applicant'] },
  { path: '/patients', load: () => import('./patients.tsx'), frame: 'staff', who: desk },
  { path: '/admin/doctors', load: () => import('./doctors.tsx'), frame: 'staff', who: admin },
  { path: '/admin/specializations', load: () => import('./specializations.tsx'), frame: 'staff', who: admin },
  { path: '/admin/prestations', load: () => import('./prestations.tsx'), frame: 'staff', who: admin },
  { path: '/admin/salles', load: () => import('./salles.tsx'), frame: 'staff', who: admin },
  { path: '/admin/accounts', load: () => import('./accounts.tsx'), frame: 'staff', who: admin },
  { path: '/admin/clinic', load: () => import('./clinic.tsx'), frame: 'staff', who: admin },
];
