import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Warm greys, from paper to ink: the light theme's surfaces, hairlines and text. */
const gray: MantineColorsTuple = [
  '#f8f6f1',
  '#f0ede5',
  '#e6e2d8',
  '#d8d3c7',
  '#8a9089',
  '#747c76',
  '#5d6863',
  '#46514c',
  '#2b3833',
  '#16241f',
];

/** The same inverted with care: ink that leans to green, never pure black. */
const dark: MantineColorsTuple = [
  '#e8ede9',
  '#cbd3ce',
  '#a3aea8',
  '#8f9a95',
  '#78857f',
  '#35403b',
  '#232b28',
  '#1a211f',
  '#151b19',
  '#101513',
];

/** The accent. Shade 7 carries white text on paper, shade 6 on the dark ground; both pass AA. */
const teal: MantineColorsTuple = [
  '#e9f4f1',
  '#d3e9e4',
  '#abd6ce',
  '#7fc8bd',
  '#58b0a4',
  '#35958a',
  '#17776d',
  '#0d6b63',
  '#0a5750',
  '#073f3a',
];

/** Only for what needs a person now. */
const coral: MantineColorsTuple = [
  '#fbe9e4',
  '#f7d3ca',
  '#f4b5a5',
  '#f4a593',
  '#f08c75',
  '#dc6148',
  '#c0432b',
  '#b03a24',
  '#8f2e1c',
  '#6e2316',
];

export const theme = createTheme({
  colors: { gray, dark, teal, coral, red: coral },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  black: '#16241f',
  white: '#ffffff',
  fontFamily: 'var(--salle-font)',
  headings: {
    fontFamily: 'var(--salle-font)',
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: 'var(--salle-text-xl)', lineHeight: '1.2' },
      h2: { fontSize: 'var(--salle-text-lg)', lineHeight: '1.3' },
      h3: { fontSize: 'var(--salle-text-md)', lineHeight: '1.4' },
    },
  },
  fontSizes: {
    xs: 'var(--salle-text-xs)',
    sm: 'var(--salle-text-sm)',
    md: 'var(--salle-text-md)',
    lg: 'var(--salle-text-lg)',
    xl: 'var(--salle-text-xl)',
  },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.5', lg: '1.35', xl: '1.2' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '7px', lg: '12px', xl: '20px' },
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--salle-shadow)',
    lg: 'var(--salle-shadow)',
    xl: 'var(--salle-shadow)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Mantine reads its surfaces from our tokens, so that tokens.css stays the one place where a colour is decided. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const surfaces = {
    '--mantine-color-body': 'var(--salle-surface)',
    '--mantine-color-text': 'var(--salle-ink)',
    '--mantine-color-bright': 'var(--salle-ink)',
    '--mantine-color-dimmed': 'var(--salle-dim)',
    '--mantine-color-placeholder': 'var(--salle-placeholder)',
    '--mantine-color-default': 'var(--salle-surface)',
    '--mantine-color-default-hover': 'var(--salle-sunken)',
    '--mantine-color-default-color': 'var(--salle-ink)',
    '--mantine-color-default-border': 'var(--salle-line-strong)',
    '--mantine-color-anchor': 'var(--salle-accent)',
    '--mantine-color-error': 'var(--salle-alarm)',
    '--mantine-color-teal-text': 'var(--salle-accent)',
    '--mantine-color-teal-light': 'var(--salle-accent-soft)',
    '--mantine-color-teal-light-hover': 'var(--salle-accent-soft)',
    '--mantine-color-teal-light-color': 'var(--salle-accent)',
    '--mantine-color-teal-outline': 'var(--salle-accent)',
    '--mantine-color-coral-text': 'var(--salle-alarm)',
    '--mantine-color-coral-light': 'var(--salle-alarm-soft)',
    '--mantine-color-coral-light-hover': 'var(--salle-alarm-soft)',
    '--mantine-color-coral-light-color': 'var(--salle-alarm)',
    '--mantine-color-coral-outline': 'var(--salle-alarm)',
  };
  return { variables: {}, light: surfaces, dark: surfaces };
};
