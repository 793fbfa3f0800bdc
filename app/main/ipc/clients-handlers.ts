/** One-click configuration for the page. While it shows clients, it is told when one is started, quits or is changed. */
import type { ClientService } from '../clients/client-service.ts';
import { watchClients } from '../clients/client-watch.ts';
import type { AppLog } from '../diagnostics/log-book.ts';
import type { HandlersOf } from './handlers.ts';

export function clientsHandlers(clients: ClientService, log: AppLog): HandlersOf<'clients'> {
  return {
    'clients.list': (_request, page) => {
      // From the first list on: the contract has no channel that would say so.
      const stop = watchClients({
        list: () => clients.list(),
        onChange: (statuses) => page.send('clients.changed', statuses),
        onError: (error) => log.warn('The clients could not be looked at', error),
      });
      page.keep('clients', stop);
      return clients.list();
    },
    'clients.plan': (request) => clients.plan(request),
    'clients.apply': (request) => clients.apply(request),
    'clients.undo': (target) => clients.undo(target),
    'clients.snippet': async ({ client }) => ({ text: await clients.snippet(client) }),
  };
}
