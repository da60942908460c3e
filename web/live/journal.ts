import type { Counts } from './channel-state.ts';
import type { ConnectionState, Moment } from './reconnection.ts';

/** How the connection is, for whoever shows it. */
export type LiveStatus = {
  readonly state: ConnectionState;
  /** when it came to be so */
  readonly since: number;
  /** when there last was a connection; the present one counts from its beginning */
  readonly connectedAt: number | undefined;
  readonly socketId: string | undefined;
  /** how news come: by socket, by asking again and again, or not at all */
  readonly transport: 'socket' | 'polling' | 'none';
  /** newest first */
  readonly moments: readonly Moment[];
};

export type ChannelView = {
  readonly name: string;
  readonly state: 'waiting' | 'live' | 'polled' | 'denied';
  /** why it is not ours to hear, in the server's words */
  readonly denied: { status: number; reason: string } | undefined;
  readonly cursor: string | undefined;
  readonly counts: Counts;
};

const mostMoments = 50;

export type Journal = {
  status(): LiveStatus;
  enter(moment: Moment): void;
  polled(works: boolean): void;
};

/** Remembers what the connection went through; each status is a new value, so that it can be compared. */
export function openJournal(now: () => number, changed: () => void): Journal {
  let status: LiveStatus = {
    state: 'closed',
    since: now(),
    connectedAt: undefined,
    socketId: undefined,
    transport: 'none',
    moments: [],
  };
  function change(to: Partial<LiveStatus>) {
    status = { ...status, ...to };
    changed();
  }
  return {
    status: () => status,
    enter: (moment) => {
      const { state, at, socketId } = moment;
      // what is left at the end of a connection is when it ended
      const wasConnected = status.state === 'connected';
      change({
        state,
        since: at,
        connectedAt: state === 'connected' || wasConnected ? at : status.connectedAt,
        socketId,
        transport: state === 'connected' ? 'socket' : status.transport === 'polling' ? 'polling' : 'none',
        moments: [moment, ...status.moments].slice(0, mostMoments),
      });
    },
    polled: (works) => {
      const transport = works ? 'polling' : 'none';
      if (status.state !== 'connected' && status.transport !== transport) change({ transport });
    },
  };
}
