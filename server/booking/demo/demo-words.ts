import type { Medical } from '#contract/booking.ts';

/** What the demo's patients say beforehand, by specialization; some say nothing. */
const told: Readonly<Record<string, readonly Medical[]>> = {
  Cardiology: [
    {
      complaint: 'My heart races when I climb the stairs, for about two weeks now.',
      symptoms: 'Short of breath for some minutes, no pain.',
      history: 'High blood pressure since 2019.',
      medications: 'Amlodipine 5 mg in the morning.',
    },
    { complaint: 'Yearly check. I feel well.', medications: 'Bisoprolol 2.5 mg.' },
  ],
  Paediatrics: [
    {
      complaint: 'Fever since yesterday evening, up to 39.1 °C.',
      symptoms: 'A cough at night, eats little, drinks well.',
      allergies: 'Penicillin: a rash.',
    },
    { complaint: 'The vaccination of 18 months.' },
  ],
  'General medicine': [
    {
      complaint: 'Back pain after moving house.',
      symptoms: 'Worse in the morning; it goes down to the left knee.',
      medications: 'Paracetamol when it is bad.',
    },
    { complaint: 'Results of my blood test, and a renewal of my prescription.', history: 'Type 2 diabetes.' },
  ],
};
const others: readonly Medical[] = [
  { complaint: 'A second opinion; I bring the letter of my doctor.', allergies: 'None that I know of.' },
  { complaint: 'A control after the treatment of last month.' },
];

export function demoWords(specialization: string | undefined, turn: number): Medical | undefined {
  if (turn % 3 === 2) return undefined;
  const words = told[specialization ?? ''] ?? others;
  return words[turn % words.length];
}
