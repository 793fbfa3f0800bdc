/** A simulated device or machine: an MQTT client that publishes JSON. */
import mqtt from 'mqtt';

export interface Device {
  publish(topic: string, value: unknown, options?: { retain?: boolean; qos?: 0 | 1 }): void;
  /** Calls the listener with every message on the topics. */
  onMessage(filter: string, listener: (topic: string, value: unknown) => void): Promise<void>;
  /** Calls `step` again and again, with how often it was called before. */
  every(ms: number, step: (count: number) => void): void;
  stop(): Promise<void>;
}

export async function connectDevice(broker: string): Promise<Device> {
  const client = await mqtt.connectAsync(broker);
  const timers: NodeJS.Timeout[] = [];
  return {
    publish(topic, value, options = {}) {
      client.publish(topic, JSON.stringify(value), options);
    },
    async onMessage(filter, listener) {
      client.on('message', (topic, payload) => listener(topic, JSON.parse(payload.toString())));
      await client.subscribeAsync(filter, { qos: 1 });
    },
    every(ms, step) {
      let count = 0;
      timers.push(
        setInterval(() => {
          step(count);
          count += 1;
        }, ms),
      );
    },
    async stop() {
      timers.forEach(clearInterval);
      await client.endAsync();
    },
  };
}
