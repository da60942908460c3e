import * as contract from '#contract/broadcasting.ts';
import type { Database } from '#server/platform/database.ts';
import { type Add, isAccount } from '#server/platform/door.ts';
import { once } from '#server/platform/idempotency.ts';
import type { Broadcasting } from './broadcasting.ts';
import { browserHost } from './outside.ts';

export type BroadcastingRoutesDeps = { broadcasting: Broadcasting; database: Database; publicUrl: URL | undefined };

export function broadcastingRoutes(add: Add, { broadcasting, database, publicUrl }: BroadcastingRoutesDeps): void {
  add(contract.readRealtimeConfig, async ({ caller, host, https }) => {
    const { outside } = broadcasting;
    const own = publicUrl ?? new URL(`${https ? 'https' : 'http'}://${host}`);
    const isTls = outside ? outside.https : own.protocol === 'https:';
    return {
      key: broadcasting.credentials.key,
      cluster: outside?.cluster ?? 'salle',
      host: outside ? browserHost(outside.host) : own.hostname,
      port: outside?.port ?? (Number(own.port) || (isTls ? 443 : 80)),
      forceTLS: isTls,
      user_id: caller && isAccount(caller) ? caller.account_id : null,
      auth_endpoint: contract.authorizeChannel.path,
    };
  });

  add(contract.authorizeChannel, ({ caller, body }) =>
    broadcasting.authorize(caller, body.socket_id, body.channel_name),
  );
  add(contract.authenticateUser, async ({ caller, body }) => broadcasting.signIn(caller, body.socket_id));
  add(contract.readEvents, ({ caller, query }) => broadcasting.eventsAfter(caller, query.channel, query.after));
  add(contract.sendTestFact, ({ actor, body, key }) =>
    database.transaction(actor, (tx) => once(tx, key, () => broadcasting.sendTest(tx, body.message))),
  );
}
