/** All operations of the HTTP API, in the order of the documentation. */
import type { ApiParts } from './api-parts.ts';
import { connectionOperations } from './connection-operations.ts';
import { messageOperations } from './message-operations.ts';
import type { Operation } from './operation.ts';

export function apiOperations(parts: ApiParts): Operation[] {
  return [...connectionOperations(parts), ...messageOperations(parts)];
}
