import type { RealtimeStats } from '#realtime/server.ts';
import { type Database, system } from '#server/platform/database.ts';
import type { Metrics } from '#server/platform/metrics.ts';
import * as statements from './broadcasting.sql.ts';

export type Stats = RealtimeStats & { position: number; leads: boolean };

/** What is read of the sockets and of the facts by whoever watches over the clinic. */
export function tellFigures(metrics: Metrics, stats: () => Stats, database: Pick<Database, 'as'>): void {
  const { gauge, total } = metrics;
  gauge('salle_sockets', 'open connections of the protocol', () => stats().connections);
  gauge('salle_socket_channels', 'channels that somebody hears, on whatever process', () => stats().channels);
  gauge('salle_socket_subscriptions', 'what this process’s sockets hear', () => stats().subscriptions);
  gauge('salle_socket_peers', 'other processes that are heard', () => stats().peers);
  gauge('salle_webhook_waiting', 'events that wait to be brought to webhooks', () => stats().webhooks);
  total('salle_socket_frames_total', 'frames written', () => stats().messages);
  total('salle_socket_bytes_total', 'bytes written', () => stats().bytes);
  total('salle_socket_too_slow_total', 'connections let go because they did not read', () => stats().tooSlow);
  total('salle_socket_closings_total', 'connections that ended', () => labelled('code', stats().closings));
  total('salle_socket_refusals_total', 'subscriptions that were refused', () => labelled('type', stats().refusals));
  total('salle_facts_position', 'number of the last fact told', () => stats().position);
  gauge('salle_facts_leads', '1 where this process numbers the facts', () => Number(stats().leads));
  gauge('salle_facts_lag_seconds', 'age of the oldest fact that has no number yet', async () => {
    const oldest = await database
      .as(system)
      .row<{ age: number }>(statements.ageOfWaiting)
      .catch(() => undefined); // of a database that is away nothing is known
    return oldest?.age ?? undefined;
  });
}

function labelled(name: string, figures: Readonly<Record<string, number>>) {
  return Object.entries(figures).map(([label, value]) => ({ labels: { [name]: label }, value }));
}
