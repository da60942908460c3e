import {
  IconBuildingHospital,
  IconCategory,
  IconDoor,
  IconHeartRateMonitor,
  IconId,
  IconListDetails,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react';
import type { Room } from '#web/platform/room.ts';

const admin = ['admin'] as const;
const desk = ['receptionist', 'admin'] as const;

export const clinic: Room = {
  words: 'clinic',
  rail: 'clinic-rail',
  pages: [
    { path: '/family', load: () => import('./family/family.tsx'), frame: 'public', who: ['patient'] },
    { path: '/consent', load: () => import('./acting/consent.tsx'), frame: 'plain', who: 'anyone' },
    {
      path: '/doctor/profile',
      load: () => import('./doctors/own-profile.tsx'),
      frame: 'staff',
      who: ['doctor', 'applicant'],
    },
    { path: '/patients', load: () => import('./patients/patients.tsx'), frame: 'staff', who: desk },
    { path: '/admin/doctors', load: () => import('./doctors/doctors.tsx'), frame: 'staff', who: admin },
    {
      path: '/admin/specializations',
      load: () => import('./catalogue/specializations.tsx'),
      frame: 'staff',
      who: admin,
    },
    { path: '/admin/prestations', load: () => import('./catalogue/prestations.tsx'), frame: 'staff', who: admin },
    { path: '/admin/salles', load: () => import('./catalogue/salles.tsx'), frame: 'staff', who: admin },
    { path: '/admin/accounts', load: () => import('./accounts/accounts.tsx'), frame: 'staff', who: admin },
    { path: '/admin/clinic', load: () => import('./settings/clinic.tsx'), frame: 'staff', who: admin },
  ],
  sections: [
    { group: 'public', path: '/family', word: 'clinic-rail:family', icon: IconUsers, place: 3 },
    { group: 'desk', path: '/patients', word: 'clinic-rail:patients', icon: IconUsers, place: 1 },
    { group: 'desk', path: '/doctor/profile', word: 'clinic-rail:own_profile', icon: IconId, place: 4 },
    { group: 'clinic', path: '/admin/doctors', word: 'clinic-rail:doctors', icon: IconHeartRateMonitor, place: 1 },
    {
      group: 'clinic',
      path: '/admin/specializations',
      word: 'clinic-rail:specializations',
      icon: IconCategory,
      place: 2,
    },
    { group: 'clinic', path: '/admin/prestations', word: 'clinic-rail:prestations', icon: IconListDetails, place: 3 },
    { group: 'clinic', path: '/admin/salles', word: 'clinic-rail:salles', icon: IconDoor, place: 4 },
    { group: 'house', path: '/admin/accounts', word: 'clinic-rail:accounts', icon: IconUserShield, place: 1 },
    { group: 'house', path: '/admin/clinic', word: 'clinic-rail:clinic', icon: IconBuildingHospital, place: 2 },
  ],
};
