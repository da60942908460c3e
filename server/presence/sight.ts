import { deviceInUse, personStatus } from '#contract/presence.events.ts';
import { newRule } from '#server/platform/channels.ts';
import type { Broadcast } from '#server/platform/config.ts';
import { type AccountCaller, type Caller, isAccount } from '#server/platform/door.ts';
import type { Room, Tie } from '#server/platform/room.ts';

/** PostgreSQL's `integer`: no account has a number beyond it. */
export const lastId = 2_147_483_647;

export type Sight = ReturnType<typeof openSightRoom>['face'];

/** Who may see whom: oneself, and those with whom one has a tie that a room knows of. Where sockets are somebody else's, nobody. */
export function openSightRoom(ties: readonly Tie[], broadcast: Pick<Broadcast, 'kind'>) {
  const isBlind = broadcast.kind === 'outside';

  /** A doctor not approved reads only themselves. */
  async function whomMaySee(caller: AccountCaller, ids: readonly number[]): Promise<number[]> {
    const real = isBlind ? [] : ids.filter((id) => id <= lastId);
    const others = real.filter((id) => id !== caller.account_id);
    const telling = caller.role === 'applicant' || others.length === 0 ? [] : ties;
    const tied = new Set((await Promise.all(telling.map((tie) => tie(caller.account_id, others)))).flat());
    return real.filter((id) => id === caller.account_id || tied.has(id));
  }

  const maySee = async (caller: Caller, id: number) => isAccount(caller) && (await whomMaySee(caller, [id])).length > 0;
  return {
    name: 'sight',
    face: { whomMaySee },
    channels: [{ channel: personStatus, may: maySee }, newRule(deviceInUse)],
  } satisfies Room;
}
