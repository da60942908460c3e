/** Each language by its own name: who looks for it may read no other. */
export const languageNames = { en: 'English', fr: 'Français', ar: 'العربية' } as const;
