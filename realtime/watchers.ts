import type { Connection } from './connection.ts';
import { watchlistEvents } from './messages.ts';
import type { Change } from './roster.ts';

/** Who wants to know of whom whether they are signed in. */
export class Watchers {
  readonly #of = new Map<string, Set<Connection>>();

  /** Tells at once how things stand. */
  add(connection: Connection, watchlist: readonly string[], isOnline: (user: string) => boolean): void {
    const users = [...new Set(watchlist)];
    if (users.length === 0) return;
    for (const user of users) {
      const watchers = this.#of.get(user);
      if (watchers) watchers.add(connection);
      else this.#of.set(user, new Set([connection]));
    }
    const events = [
      { name: 'online' as const, user_ids: users.filter((user) => isOnline(user)) },
      { name: 'offline' as const, user_ids: users.filter((user) => !isOnline(user)) },
    ];
    connection.send(watchlistEvents(events.filter((event) => event.user_ids.length > 0)));
  }

  remove(connection: Connection): void {
    for (const user of connection.signedIn?.watchlist ?? []) {
      const watchers = this.#of.get(user);
      watchers?.delete(connection);
      if (watchers?.size === 0) this.#of.delete(user);
    }
  }

  follow(change: Change): void {
    if (change.what !== 'joined' && change.what !== 'left') return;
    const watchers = this.#of.get(change.member.id);
    if (!watchers) return;
    const name = change.what === 'joined' ? 'online' : 'offline';
    const frame = watchlistEvents([{ name, user_ids: [change.member.id] }]);
    for (const connection of watchers) connection.send(frame);
  }

  get empty(): boolean {
    return this.#of.size === 0;
  }
}
