import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { languages } from '#contract/identity.ts';
import { contractAsData } from './build/contract-as-data.ts';
import { preloadFonts } from './build/preload-fonts.ts';

const config: UserConfig = {
  root: fileURLToPath(new URL('.', import.meta.url)),
  clearScreen: false,
  logLevel: 'warn',
  plugins: [react(), contractAsData(), preloadFonts()],
  define: { 'import.meta.env.SALLE_UI': JSON.stringify(process.env.SALLE_UI === '1') },
  build: {
    target: 'baseline-widely-available',
    modulePreload: { polyfill: false },
    // The content security policy allows no data: addresses for scripts and fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // for web/build/sizes.ts
    manifest: 'manifest.json',
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What rarely changes keeps its name, and its place in the browsers' caches, from one version to the next.
          groups: [
            { name: 'ground', test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\// },
            // What every frame says travels together, the names of the rooms' sections among it.
            ...languages.map((language) => ({
              name: `words.${language}`,
              test: new RegExp(`/(frame|[a-z]+-rail)\\.${language}\\.json$`),
            })),
          ],
        },
      },
    },
  },
};

export default config;
