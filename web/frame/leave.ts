import { signOut } from '#contract/identity.ts';
import { call, Refused } from '#web/platform/api.ts';

/**
 * Ends the sign-in, and with a fresh page whatever this one still holds in memory. A sign-in that had already ended is
 * as good; when the server cannot be reached the person is still signed in, and the page says that it is offline.
 */
export async function leave(): Promise<void> {
  try {
    await call(signOut);
  } catch (error) {
    if (!(error instanceof Refused)) return;
  }
  // What this tab keeps for whoever is signed in, such as a form half filled in, goes with them.
  sessionStorage.clear();
  location.assign('/sign-in');
}
