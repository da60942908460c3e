import { fleeting } from './channel.ts';
import { Presence } from './presence.ts';

/** Where those who have a tie with a person hear how they stand. */
export const personStatus = fleeting('private-user.{id}.status', 'tie', { 'user-status-changed': Presence });

/** Nothing is told here: a device of the person's own listens for as long as it is in use, and is seen to. */
export const deviceInUse = fleeting('private-user.{id}.in-use', 'account', {});
