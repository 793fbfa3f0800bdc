/** Publishes over the sidecar's own HTTP API, as a page does, and waits for the acknowledgement. */
export async function publish(origin: string, topic: string, payload: string, more: object = {}): Promise<void> {
  const response = await fetch(`${origin}/mqttx/api/v1/connections/local/publish`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ topic, payload, qos: 1, ...more }),
  });
  if (!response.ok) throw new Error(`Publishing was refused with ${response.status}: ${await response.text()}`);
}
