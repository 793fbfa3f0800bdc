/**
 * One typed call or subscription over the preload's bridge: the request is typed by the contract, the answer is taken out of
 * its envelope and parsed. Nothing that main sends is trusted to have the right shape.
 */
import { ApiError } from '../../shared/api-error.ts';
import type { Close } from '../../shared/dashboard-api.ts';
import type { EventChannel, InvokeChannel } from '../../shared/ipc-channels.ts';
import { type Bridge, type EventOf, eventSchemas, invokeSchemas, type RequestOf, type ResponseOf } from '../../shared/ipc-contract.ts';
import { ipcResultSchema } from '../../shared/ipc/result.ts';
import { unexpectedAnswer } from '../../shared/admin-client/problem.ts';

type RequestArguments<C extends InvokeChannel> = undefined extends RequestOf<C> ? [] : [request: RequestOf<C>];

export interface BridgeCalls {
  call<C extends InvokeChannel>(channel: C, ...request: RequestArguments<C>): Promise<ResponseOf<C>>;
  on<C extends EventChannel>(channel: C, listener: (event: EventOf<C>) => void): Close;
}

export function createBridgeCalls(bridge: Bridge): BridgeCalls {
  return {
    async call(channel, ...[request]) {
      const envelope = ipcResultSchema.safeParse(await bridge.invoke(channel, request));
      if (!envelope.success) throw unexpectedAnswer(channel, envelope.error);
      if (!envelope.data.ok) throw new ApiError(envelope.data.error);
      const parsed = invokeSchemas[channel].response.safeParse(envelope.data.value);
      if (!parsed.success) throw unexpectedAnswer(channel, parsed.error);
      return parsed.data;
    },
    on(channel, listener) {
      return bridge.on(channel, (payload) => listener(eventSchemas[channel].parse(payload)));
    },
  };
}
