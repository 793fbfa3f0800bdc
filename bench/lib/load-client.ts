/** What a scenario sees of a client, whether it speaks MCP to the sidecar or MQTT to the broker: both are measured by the same code. */

export interface LoadClient {
  /** Publishes at QoS 1; resolves when the caller knows that the broker has acknowledged. */
  publish(topic: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

export interface LoadClientParts {
  /** MQTT client id; of a client that speaks MCP, that of the sidecar's connection. */
  readonly clientId: string;
  /** The one topic filter that it subscribes to, at QoS 0. */
  readonly filter: string;
  /** Takes the payload of each message that arrives. */
  readonly onMessage: (payload: string) => void;
}

/** Resolves with a client that is connected and subscribed. */
export type OpenLoadClient = (parts: LoadClientParts) => Promise<LoadClient>;
