/** `npm start` passes on the Ctrl-C that the terminal has sent to us as well: that is one wish, not two. */
const sameWish = 1000;

/** Resolves when somebody asks the process to end, or whoever watches over it is gone. Asking once more ends it at once. */
export function wishToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let wishedAt: number | undefined;
    const wish = () => {
      wishedAt ??= performance.now();
      if (performance.now() - wishedAt > sameWish) process.exit(1);
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, wish);
    process.once('disconnect', resolve);
  });
}
