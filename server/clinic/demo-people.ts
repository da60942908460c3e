import type { Mode } from '#contract/clinic.ts';

/** The people of the demo clinic, invented. Their addresses end in `.test`, which leads nowhere. */
export const demoPassword = 'salle-demo-2026';

export type DemoStaff = { name: string; email: string; role: 'admin' | 'receptionist' };
export const demoStaff: DemoStaff[] = [
  { name: 'Nadia Mansouri', email: 'admin@salle.test', role: 'admin' },
  { name: 'Samia Belkacem', email: 'reception@salle.test', role: 'receptionist' },
];

export type DemoDoctor = {
  name: string;
  email: string;
  specialization: string;
  biography: string;
  languages: string[];
  prices: [Mode, number][];
  waits?: true;
  away?: true;
};

const everywhere = (euros: number): [Mode, number][] => [
  ['in_person', euros],
  ['video', Math.round(euros * 0.8)],
  ['voice', Math.round(euros * 0.7)],
  ['chat', Math.round(euros * 0.5)],
];

export const demoDoctors: DemoDoctor[] = [
  {
    name: 'Amina Haddad',
    email: 'amina.haddad@salle.test',
    specialization: 'Cardiology',
    biography:
      'Cardiologist for eighteen years, with a special interest in high blood pressure and in the hearts of women. She explains every tracing, and likes to follow people over years rather than visits.',
    languages: ['ar', 'fr', 'en'],
    prices: everywhere(4000),
  },
  {
    name: 'Karim Benali',
    email: 'karim.benali@salle.test',
    specialization: 'General medicine',
    biography:
      'Family doctor. Whole families come to him, from the first vaccination to the grandparents’ prescriptions. He keeps time, and an ear for what is not said at once.',
    languages: ['ar', 'fr', 'ber'],
    prices: everywhere(2000),
  },
  {
    name: 'Emily Chen',
    email: 'emily.chen@salle.test',
    specialization: 'Paediatrics',
    biography:
      'Paediatrician, trained in London and Algiers. Asthma, allergies and the first year of life are her daily work; worried parents are welcome by video before they come in.',
    languages: ['en', 'fr', 'zh'],
    prices: everywhere(2500),
  },
  {
    name: 'Youssef Cherif',
    email: 'youssef.cherif@salle.test',
    specialization: 'Dermatology',
    biography:
      'Skin, hair and nails, with a dermatoscope always at hand. A photograph and a chat often save a journey.',
    languages: ['ar', 'fr'],
    prices: [
      ['in_person', 3000],
      ['video', 2400],
      ['chat', 1500],
    ],
  },
  {
    name: 'Leïla Saïdi',
    email: 'leila.saidi@salle.test',
    specialization: 'Gynaecology',
    biography:
      'Gynaecologist and obstetrician. Follows pregnancies from the first echography on, and takes her time for the change of life.',
    languages: ['ar', 'fr', 'es'],
    prices: [
      ['in_person', 3500],
      ['video', 2800],
    ],
  },
  {
    name: 'Mourad Ziani',
    email: 'mourad.ziani@salle.test',
    specialization: 'Orthopaedics',
    biography: 'Knees, shoulders and sports injuries. Operates when it helps, and says so when it does not.',
    languages: ['ar', 'fr', 'de'],
    prices: [
      ['in_person', 3500],
      ['video', 2800],
    ],
  },
  {
    name: 'Inès Ferhat',
    email: 'ines.ferhat@salle.test',
    specialization: 'Psychiatry',
    biography: 'Psychiatrist and psychotherapist for adults. First meetings last an hour, in her room or by video.',
    languages: ['fr', 'ar', 'en'],
    prices: everywhere(4500),
  },
  {
    name: 'Thomas Lefèvre',
    email: 'thomas.lefevre@salle.test',
    specialization: 'Ophthalmology',
    biography: 'Eyes of all ages: glasses, glaucoma, and the retina of people with diabetes.',
    languages: ['fr', 'en'],
    prices: [['in_person', 3000]],
  },
  {
    name: 'Salima Kaci',
    email: 'salima.kaci@salle.test',
    specialization: 'General medicine',
    biography:
      'General practitioner with a diploma in geriatrics. Visits the old at home on Thursdays, hence no slots then.',
    languages: ['ber', 'ar', 'fr'],
    prices: everywhere(2000),
  },
  {
    name: 'Omar Bouzid',
    email: 'omar.bouzid@salle.test',
    specialization: 'Cardiology',
    biography: 'Heart rhythm and pacemakers. Reads long recordings by evening and calls with the result himself.',
    languages: ['ar', 'fr', 'it'],
    prices: [
      ['in_person', 4000],
      ['voice', 2800],
    ],
    away: true,
  },
  {
    name: 'Claire Dumont',
    email: 'claire.dumont@salle.test',
    specialization: 'Paediatrics',
    biography: 'Looks after newborns and those born too early; breastfeeding advice by video in the evening.',
    languages: ['fr', 'en', 'pt'],
    prices: everywhere(2500),
  },
  {
    name: 'Rachid Amrani',
    email: 'rachid.amrani@salle.test',
    specialization: 'Dermatology',
    biography: 'Acne, eczema, psoriasis: long illnesses that need short, regular visits.',
    languages: ['ar', 'fr', 'tr'],
    prices: everywhere(2800),
  },
  {
    name: 'Hana Toumi',
    email: 'hana.toumi@salle.test',
    specialization: 'Gynaecology',
    biography: 'Newly settled in town after eight years at the university hospital.',
    languages: ['ar', 'fr'],
    prices: [['in_person', 3200]],
    waits: true,
  },
];

export const demoSpecializations = [...new Set(demoDoctors.map(({ specialization }) => specialization))];

/** name, specialization, minutes, price in the clinic's currency */
export const demoPrestations: [string, string | null, number, number][] = [
  ['General consultation', 'General medicine', 30, 2000],
  ['Vaccination', 'General medicine', 15, 1200],
  ['Check-up with blood test', 'General medicine', 45, 4500],
  ['Cardiology consultation', 'Cardiology', 30, 4000],
  ['Electrocardiogram', 'Cardiology', 20, 2500],
  ['Echocardiography', 'Cardiology', 45, 7000],
  ['Paediatric consultation', 'Paediatrics', 30, 2500],
  ['Newborn check', 'Paediatrics', 45, 3200],
  ['Skin consultation', 'Dermatology', 30, 3000],
  ['Removal of a mole', 'Dermatology', 45, 6500],
  ['Gynaecology consultation', 'Gynaecology', 30, 3500],
  ['Pregnancy echography', 'Gynaecology', 45, 5500],
  ['Orthopaedic consultation', 'Orthopaedics', 30, 3500],
  ['Plaster and splint', 'Orthopaedics', 30, 3000],
  ['First psychiatric meeting', 'Psychiatry', 60, 5500],
  ['Psychotherapy', 'Psychiatry', 45, 4500],
  ['Eye test', 'Ophthalmology', 30, 3000],
  ['Fundus examination', 'Ophthalmology', 30, 4200],
  ['Dressing by the nurse', null, 15, 800],
  ['Medical certificate', null, 15, 1000],
];

/** name, what stands on the door, seats */
export const demoSalles: [string, string, number | null][] = [
  ['Waiting room, ground floor', 'A', 18],
  ['Waiting room, first floor', 'B', 10],
  ['Consulting room 1', '1', null],
  ['Consulting room 2', '2', null],
  ['Consulting room 3', '3', null],
  ['Children’s room', '4', 6],
  ['Echography', '5', null],
  ['Nursing room', '6', 2],
];

export type DemoFamily = {
  name: string;
  email: string;
  about: string;
  dependents: { name: string; age: number; sex: 'female' | 'male' }[];
  age: number;
  sex: 'female' | 'male';
};
export const demoFamilies: DemoFamily[] = [
  {
    name: 'Yasmine Rahal',
    email: 'yasmine@salle.test',
    about: 'two children',
    age: 36,
    sex: 'female',
    dependents: [
      { name: 'Adam Rahal', age: 7, sex: 'male' },
      { name: 'Lina Rahal', age: 3, sex: 'female' },
    ],
  },
  { name: 'Omar Meziane', email: 'omar@salle.test', about: 'on his own', age: 52, sex: 'male', dependents: [] },
  { name: 'Lucas Martin', email: 'lucas@salle.test', about: 'on his own', age: 29, sex: 'male', dependents: [] },
];

/** Who else acts for somebody of these families; the sign-in page offers them not. */
export const demoRelatives: { name: string; email: string; age: number; sex: 'female' | 'male'; child: string }[] = [
  { name: 'Samir Rahal', email: 'samir@salle.test', age: 38, sex: 'male', child: 'Lina Rahal' },
];

const givenNames: Record<'female' | 'male', string[]> = {
  female: [
    'Amel',
    'Sarah',
    'Meriem',
    'Fatima',
    'Nour',
    'Chloé',
    'Khadija',
    'Sofia',
    'Houda',
    'Élise',
    'Rania',
    'Djamila',
    'Zineb',
  ],
  male: [
    'Mehdi',
    'Ahmed',
    'Ilyes',
    'Hugo',
    'Bilal',
    'Sofiane',
    'Paul',
    'Walid',
    'Nassim',
    'Tarek',
    'Samir',
    'Anis',
    'Reda',
  ],
};
const familyNames = [
  'Hamidi',
  'Bensalem',
  'Moreau',
  'Larbi',
  'Kherfi',
  'Bernard',
  'Ouali',
  'Slimani',
  'Petit',
  'Guerfi',
  'Taleb',
  'Brahimi',
  'Laurent',
  'Aït Ahmed',
  'Djebbar',
  'Nguyen',
  'Boukhalfa',
];

export type DemoPatient = { name: string; sex: 'female' | 'male'; age: number; phone: string };

/** Patients whom the desk entered: always the same people, older by as much as the year is. */
export function demoPatients(count: number): DemoPatient[] {
  return Array.from({ length: count }, (_, index) => {
    const sex = index % 2 ? 'male' : 'female';
    const given = givenNames[sex][(index * 5) % givenNames[sex].length];
    const family = familyNames[(index * 7) % familyNames.length];
    const phone = `+213 5${String(50 + (index % 40))} ${String(10 + ((index * 37) % 90))} ${String(10 + ((index * 53) % 90))} ${String(10 + ((index * 71) % 90))}`;
    return { name: `${given} ${family}`, sex, age: 1 + ((index * 29) % 88), phone };
  });
}

/** The accounts that the sign-in page of a demo offers. */
export function demoAccounts(): { email: string; name: string; role: string; about: string }[] {
  return [
    ...demoStaff.map(({ name, email, role }) => ({ name, email, role, about: '' })),
    ...demoDoctors
      .slice(0, 3)
      .map(({ name, email, specialization }) => ({ name, email, role: 'doctor', about: specialization })),
    ...demoFamilies.map(({ name, email, about }) => ({ name, email, role: 'patient', about })),
  ];
}
