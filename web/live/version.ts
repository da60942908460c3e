type Versioned = { readonly version: number };

/** Whether what has come is newer than what one has: every living thing carries a version that only rises. */
export function isNewer(come: Versioned, have: Versioned | undefined): boolean {
  return have === undefined || come.version > have.version;
}

/** The newer of the two, so that news that were overtaken change nothing. */
export function newerOf<T extends Versioned>(have: T | undefined, come: T): T {
  return have !== undefined && !isNewer(come, have) ? have : come;
}
