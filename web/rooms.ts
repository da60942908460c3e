import { audit } from './audit/room.ts';
import { booking } from './booking/room.ts';
import { broadcasting } from './broadcasting/room.ts';
import { clinic } from './clinic/room.ts';
import { identity } from './identity/room.ts';
import type { Room } from './platform/room.ts';
import { schedule } from './schedule/room.ts';

/** Every room that has pages: without its line here a room's pages, sections and words are gone. */
export const rooms: readonly Room[] = [identity, clinic, booking, schedule, broadcasting, audit];
