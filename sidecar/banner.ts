/** What a person reads when the sidecar has started: where it is, which broker it uses, and what to paste into a client. Pure. */

interface BannerFacts {
  readonly version: string;
  readonly mcpUrl: string;
  readonly healthUrl: string;
  /** Address with the admin token, for this person only. */
  readonly dashboardUrl: string;
  readonly defaultProfile: string;
  readonly brokerUrl: string;
  readonly embedded: boolean;
  readonly authMode: string;
  /** Whether only this computer can reach it. */
  readonly isLocal: boolean;
}

export function renderBanner(facts: BannerFacts): string {
  const { version, mcpUrl, healthUrl, dashboardUrl, defaultProfile, brokerUrl, embedded, authMode, isLocal } = facts;
  const everybody = isLocal ? 'this computer only, without a token' : 'EVERYBODY who can reach this computer, without a token';
  const broker = embedded ? `${brokerUrl} (embedded: nothing listened there, so the sidecar brought its own)` : brokerUrl;
  const snippet = JSON.stringify({ mcpServers: { 'mqttx-server': { url: mcpUrl } } }, null, 2);
  return [
    '',
    `MQTTX SSE Server ${version} is running.`,
    '',
    `MCP ${mcpUrl}`,
    `Dashboard ${dashboardUrl}`,
    `Health ${healthUrl}`,
    `Broker ${broker}, profile "${defaultProfile}"`,
    `Access ${authMode === 'none' ? everybody : `with a token (auth.mode ${authMode})`}`,
    '',
    'Add this to the MCP settings of MQTTX, or of another client:',
    '',
    snippet,
    ...tokenWords(authMode, mcpUrl),
    '',
    'Stop with Ctrl+C.',
    '',
  ].join('\n');
}

/** What has to be known where a token is asked for; the token itself is never printed. */
function tokenWords(authMode: string, mcpUrl: string): string[] {
  if (authMode === 'token' || authMode === 'jwt') {
    return ['', `It has to send the token: as Authorization: Bearer; MQTTX, which sends no header, by the address ${mcpUrl}?token=<token>`];
  }
  return authMode === 'oauth2' ? ['', 'It has to sign in by itself (OAuth 2), which MQTTX does not.'] : [];
}
