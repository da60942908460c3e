// Sets language, direction and colour scheme before the first paint, so that nothing flashes. A classic script of its
// own because the content security policy allows none in the page; `web/platform/settings.ts` writes what it reads.
(() => {
  const spoken = ['en', 'fr', 'ar'];
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('salle.settings')) || {};
  } catch {
    // Storage may be blocked: the browser's own wishes then decide.
  }
  const wished = (navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase());
  const language = spoken.includes(kept.language) ? kept.language : wished.find((tag) => spoken.includes(tag)) || 'en';
  const dark = kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const page = document.documentElement;
  page.lang = language;
  page.dir = language === 'ar' ? 'rtl' : 'ltr';
  page.dataset.mantineColorScheme = dark ? 'dark' : 'light';

  // The letters of this language, before the style sheet asks for them.
  const { latin, arabic } = document.currentScript.dataset;
  for (const href of ((language === 'ar' ? arabic : latin) || '').split(' ').filter(Boolean)) {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'preload', as: 'font', type: 'font/woff2', crossOrigin: '', href });
    document.head.append(link);
  }
})();
