import type { Plugin } from 'vite';

/** The letters that the first words of a page are set in: files of the build, by the start of their names. */
const letters = {
  latin: ['source-sans-3-latin-wght'],
  arabic: ['noto-sans-arabic-arabic-wght', 'noto-sans-arabic-latin-wght'],
};

/**
 * Tells `boot.js` where the fonts are, which have their names from the build: it knows the language and asks for them
 * at once, instead of after the style sheet.
 */
export function preloadFonts(): Plugin {
  return {
    name: 'salle:preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = Object.keys(bundle);
        return Object.entries(letters).reduce(
          (page, [alphabet, starts]) =>
            page.replace(`data-${alphabet}=""`, `data-${alphabet}="${addressesOf(files, starts)}"`),
          html,
        );
      },
    },
  };
}

function addressesOf(files: string[], starts: string[]): string {
  const fonts = starts.map((start) => files.find((file) => file.includes(`/${start}`)));
  if (fonts.includes(undefined)) throw new Error(`The build has no fonts named ${starts.join(', ')}`);
  return fonts.map((font) => `/${font}`).join(' ');
}
