import type { Page } from '#web/platform/page.ts';

const admin = ['admin'] as const;
const desk = ['receptionist', 'admin'] as const;

export const clinicPages: Page[] = [
  { path: '/family', load: () => import('./family/family.tsx'), frame: 'public', who: ['patient'] },
  {
    path: '/doctor/profile',
    load: () => import('./doctors/own-profile.tsx'),
    frame: 'staff',
    who: ['doctor', 'applicant'],
  },
  { path: '/patients', load: () => import('./patients/patients.tsx'), frame: 'staff', who: desk },
  { path: '/admin/doctors', load: () => import('./doctors/doctors.tsx'), frame: 'staff', who: admin },
  { path: '/admin/specializations', load: () => import('./catalogue/specializations.tsx'), frame: 'staff', who: admin },
  { path: '/admin/prestations', load: () => import('./catalogue/prestations.tsx'), frame: 'staff', who: admin },
  { path: '/admin/salles', load: () => import('./catalogue/salles.tsx'), frame: 'staff', who: admin },
  { path: '/admin/accounts', load: () => import('./accounts/accounts.tsx'), frame: 'staff', who: admin },
  { path: '/admin/clinic', load: () => import('./settings/clinic.tsx'), frame: 'staff', who: admin },
];
