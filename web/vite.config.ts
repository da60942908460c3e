import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { groups } from './build/chunks.ts';
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
        codeSplitting: { groups },
      },
    },
  },
};

export default config;
