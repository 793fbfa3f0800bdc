/** The MCP clients of the demonstration: one in each state. */
import type { ApplyResult, ClientStatus, ConfigurationPlan } from '../../../sidecar/clients/schemas.ts';
import type { ConfigureRequest } from '../../../app/shared/ipc/clients.ts';

const absent = { installation: 'default', label: '', file: null, running: null, transport: null } as const;
const plain = { serverName: 'mqttx-server', differences: [], refusal: null, canUndo: false };

export function demoClients(): ClientStatus[] {
  return [
    {
      ...plain,
      client: 'mqttx',
      name: 'MQTTX',
      installation: 'package',
      label: 'deb, rpm or AppImage',
      file: '/home/lena/.config/MQTTX/config.json',
      state: 'not-configured',
      running: true,
      transport: 'sse',
    },
    {
      ...plain,
      client: 'claude-code',
      name: 'Claude Code',
      installation: 'default',
      label: 'user scope',
      file: '/home/lena/.claude.json',
      state: 'configured',
      running: null,
      transport: 'sse',
      canUndo: true,
    },
    {
      ...plain,
      client: 'cursor',
      name: 'Cursor',
      installation: 'default',
      label: 'all projects',
      file: '/home/lena/.cursor/mcp.json',
      state: 'configured-differently',
      running: true,
      transport: 'sse',
      differences: [
        {
          path: ['mcpServers', 'mqttx-server', 'url'],
          role: 'entry',
          before: '"http://localhost:4100/mqttx/sse"',
          after: '"http://localhost:4000/mqttx/sse"',
        },
      ],
    },
    {
      ...plain,
      client: 'vscode',
      name: 'Visual Studio Code',
      installation: 'default',
      label: 'default profile',
      file: '/home/lena/.config/Code/User/mcp.json',
      state: 'unreadable',
      running: false,
      transport: 'sse',
      refusal: { code: 'truncated', reason: 'it ends before it is complete (line 41, column 2)', hint: 'Restore it from a backup.' },
    },
    { ...plain, ...absent, client: 'claude-desktop', name: 'Claude Desktop', state: 'not-installed' },
    { ...plain, ...absent, client: 'windsurf', name: 'Windsurf', state: 'not-installed' },
    { ...plain, ...absent, client: 'zed', name: 'Zed', state: 'not-installed' },
    { ...plain, ...absent, client: 'gemini-cli', name: 'Gemini CLI', state: 'not-installed' },
    { ...plain, ...absent, client: 'lm-studio', name: 'LM Studio', state: 'not-installed' },
  ];
}

const DIFF = `--- /home/lena/.config/MQTTX/config.json
+++ /home/lena/.config/MQTTX/config.json
@@ -14,6 +14,31 @@
 	"autoResub": true,
+	"mcp": {
+		"enabled": true,
+		"config": {
+			"mcpServers": {
+				"mqttx-server": {
+					"url": "http://localhost:4000/mqttx/sse"
+				}
+			}
+		},
+		"servers": {
+			"mqttx-server": {
+				"enabled": true,
+				"testResults": {
+					"success": true,
+					"tools": [ … 7 tools … ]
+				}
+			}
+		}
+	},
 	"currentTheme": "dark",
 	"currentLang": "en",
`;

const REPLACING_DIFF = `--- /home/lena/.cursor/mcp.json
+++ /home/lena/.cursor/mcp.json
@@ -2,7 +2,7 @@
   "mcpServers": {
     "mqttx-server": {
-      "url": "http://localhost:4100/mqttx/sse"
+      "url": "http://localhost:4000/mqttx/sse"
     },
     "filesystem": {
`;

export function demoPlan(status: ClientStatus, { replace }: ConfigureRequest): ConfigurationPlan {
  return {
    client: status.client,
    name: status.name,
    installation: status.installation,
    label: status.label,
    file: status.file ?? '',
    serverName: status.serverName,
    transport: 'sse',
    replace,
    creates: false,
    edits: status.differences,
    diff: replace ? REPLACING_DIFF : DIFF,
  };
}

export function demoResult(status: ClientStatus): ApplyResult {
  const { client, name, installation, label, serverName } = status;
  return {
    client,
    name,
    installation,
    label,
    serverName,
    file: status.file ?? '',
    changed: true,
    state: 'configured',
    backup: `${status.file ?? ''}.2026-11-23T102400.bak`,
    diff: DIFF,
    nextStep: { code: 'restart', text: `${name} is running: quit it and start it again.` },
  };
}
