/** A message as the data of a stream's event (WIRE, section 3). Used for events, batches and the first chunk. Pure. */
import { formatEventId, type LoggedMessage } from '../hub/message.ts';
import { messageToJson, type MessageJson } from '../mqtt/message-json.ts';
import type { PayloadEncodingChoice } from '../mqtt/payload-codec.ts';

interface MessageData extends MessageJson {
  /** Id of the event that the broker has delivered again with this one; only present where that is known. */
  readonly repeatOf?: string;
}

export function messageData(message: LoggedMessage & { readonly epoch: string }, encoding: PayloadEncodingChoice): MessageData {
  const data = messageToJson(message, encoding);
  return message.repeatOf === undefined ? data : { ...data, repeatOf: formatEventId(message.epoch, message.repeatOf) };
}
