import {
  IconBroadcast,
  IconBuildingHospital,
  IconCalendarQuestion,
  IconCalendarTime,
  IconCategory,
  IconDoor,
  IconHeartRateMonitor,
  IconId,
  IconListDetails,
  IconMail,
  IconStethoscope,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react';
import type { Role } from '#contract/route.ts';

export type Section = {
  path: string;
  /** its name, as `rail.<word>` in this folder's words */
  word: string;
  icon: typeof IconUsers;
  roles: readonly Role[];
};

export type SectionGroup = { word: string; sections: readonly Section[] };

const admin = ['admin'] as const;
const desk = ['receptionist', 'admin'] as const;
const staff = ['doctor', 'receptionist', 'admin'] as const;

/** What stands in the rail, in its order; each person sees what is for their role. */
const groups: readonly SectionGroup[] = [
  {
    word: 'desk',
    sections: [
      { path: '/patients', word: 'patients', icon: IconUsers, roles: desk },
      { path: '/doctor/requests', word: 'requests', icon: IconCalendarQuestion, roles: ['doctor'] },
      { path: '/doctor/schedule', word: 'own_schedule', icon: IconCalendarTime, roles: ['doctor'] },
      { path: '/doctor/profile', word: 'own_profile', icon: IconId, roles: ['doctor'] },
      { path: '/doctors', word: 'directory', icon: IconStethoscope, roles: staff },
    ],
  },
  {
    word: 'clinic',
    sections: [
      { path: '/admin/doctors', word: 'doctors', icon: IconHeartRateMonitor, roles: admin },
      { path: '/admin/specializations', word: 'specializations', icon: IconCategory, roles: admin },
      { path: '/admin/prestations', word: 'prestations', icon: IconListDetails, roles: admin },
      { path: '/admin/salles', word: 'salles', icon: IconDoor, roles: admin },
    ],
  },
  {
    word: 'house',
    sections: [
      { path: '/admin/accounts', word: 'accounts', icon: IconUserShield, roles: admin },
      { path: '/admin/clinic', word: 'clinic', icon: IconBuildingHospital, roles: admin },
      { path: '/admin/mail', word: 'mail', icon: IconMail, roles: admin },
      { path: '/appointments/realtime-test', word: 'realtime', icon: IconBroadcast, roles: admin },
    ],
  },
];

export function sectionsFor(role: Role): SectionGroup[] {
  return groups
    .map((group) => ({ ...group, sections: group.sections.filter(({ roles }) => roles.includes(role)) }))
    .filter((group) => group.sections.length > 0);
}
