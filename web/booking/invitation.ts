import { readInvitation } from '#contract/invitation.ts';

/** Where an appointment can be had for one's own calendar. */
export function invitationAddress(id: number): string {
  return readInvitation.path.replace('{id}', String(id));
}
