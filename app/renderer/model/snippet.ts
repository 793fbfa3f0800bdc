/** The `mcpServers` snippet of the documentation, for clients that are configured by hand. Pure. */
export function mcpServersSnippet(mcpUrl: string): string {
  return JSON.stringify({ mcpServers: { 'mqttx-server': { url: mcpUrl } } }, null, 2);
}
