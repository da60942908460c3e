import { onlineManager, QueryClient } from '@tanstack/react-query';
import { Offline, Refused, whenSignInEnded } from './api.ts';
import { hearConnection, isConnectionLost } from './connection.ts';
import { meKey } from './me.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: worthAnotherTry, networkMode: 'offlineFirst' },
    // A change that cannot be sent says so at once, and the person decides when to try again.
    mutations: { retry: false, networkMode: 'always' },
  },
});

function worthAnotherTry(failures: number, error: Error): boolean {
  if (error instanceof Offline) return failures < 1;
  return error instanceof Refused && error.status >= 500 && failures < 2;
}

whenSignInEnded(() => queries.setQueryData(meKey, null));
hearConnection(() => onlineManager.setOnline(!isConnectionLost()));
