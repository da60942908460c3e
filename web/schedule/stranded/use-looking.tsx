import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useState } from 'react';
import { type Appointment, readStranded } from '#contract/appointments.ts';
import type { Body } from '#contract/route.ts';
import { call, Refused } from '#web/platform/api.ts';
import { strandedQuery } from '#web/schedule/schedule-queries.ts';
import { useReason } from '#web/ui/reason.ts';
import { StrandedDialog } from './stranded-dialog.tsx';

export type Proposed = NonNullable<Body<typeof readStranded>>;

export type Looking = {
  /** Does it at once where nothing would be stranded, else once the person has seen what, and still wants it. */
  before: (proposed: Proposed, act: () => void) => void;
  pending: boolean;
  refusal: string | null;
  forgive: () => void;
  dialog: ReactNode;
};

/** Looks, before hours are changed, which appointments would then lie outside them. */
export function useLooking(id: number): Looking {
  const reason = useReason();
  const { data: already } = useQuery(strandedQuery(id));
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [found, setFound] = useState<{ stranded: Appointment[]; act: () => void } | null>(null);
  const [isOpen, setOpen] = useState(false);
  const forgive = useCallback(() => setRefusal(null), []);

  async function look(proposed: Proposed, act: () => void) {
    setRefusal(null);
    setPending(true);
    try {
      const stranded = freshly(await call(readStranded, { params: { id }, body: proposed }));
      if (stranded.length === 0) return act();
      setFound({ stranded, act });
      setOpen(true);
    } catch (error) {
      // What is wrong with the hours themselves is said where they are saved, at its field.
      if (error instanceof Refused && error.status < 500) act();
      else setRefusal(reason(error));
    } finally {
      setPending(false);
    }
  }

  /** What lies outside today already is told above, and is no news of this change. */
  function freshly(stranded: Appointment[]): Appointment[] {
    const known = new Set(already?.map((one) => one.id));
    return stranded.filter((one) => !known.has(one.id));
  }

  function goOn() {
    setOpen(false);
    found?.act();
  }

  return {
    before: (proposed, act) => void (pending || look(proposed, act)),
    pending,
    refusal,
    forgive,
    dialog: (
      <StrandedDialog opened={isOpen} stranded={found?.stranded ?? []} onSave={goOn} onBack={() => setOpen(false)} />
    ),
  };
}
