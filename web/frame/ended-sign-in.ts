import { useEffect, useRef, useState } from 'react';
import type { User } from '#contract/identity.ts';
import { useMe } from '#web/platform/me.ts';

/** Whose sign-in has ended under an open page: by its age, or ended from elsewhere. Null while nothing of that kind. */
export function useEndedSignIn(): User | null {
  const { data: me } = useMe();
  const last = useRef<User | null>(null);
  const [ended, setEnded] = useState<User | null>(null);
  useEffect(() => {
    if (me === null) setEnded(last.current);
    if (!me) return;
    last.current = me.user;
    setEnded(null);
  }, [me]);
  return ended;
}
