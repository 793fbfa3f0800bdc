/** The prose of docs/configuration.md that stands before the tables. Its YAML and JSON blocks are loaded by a test. */

export const introduction = `# Configuration

Without any configuration the server listens on localhost, port 4000, and knows one broker profile, \`local\`
(\`mqtt://127.0.0.1:1883\`). If nothing listens there, it starts a broker of its own.

This page is generated from the schema that checks the configuration, by \`scripts/generate-docs.ts\`.

## Where settings come from

Later ones win:

1. **A file**, YAML or JSON: the one that \`--config\` (or \`MQTTX_SSE_CONFIG\`) names, else \`mqttx-sse-server.yaml\`, \`.yml\` or
   \`.json\` in the working folder, else in the user's configuration folder: \`$XDG_CONFIG_HOME/mqttx-sse-server\` or
   \`~/.config/mqttx-sse-server\` on Linux, \`~/Library/Application Support/mqttx-sse-server\` on macOS,
   \`%APPDATA%\\mqttx-sse-server\` on Windows. One file is read; files are not merged.
2. **The environment**: \`MQTTX_SSE_\` and the key in upper snake case, so \`server.port\` is \`MQTTX_SSE_SERVER_PORT\`. An empty
   variable counts as not set.
3. **Flags**: \`--\` and the key in kebab case, so \`server.port\` is \`--server-port\`; some have a short form, as \`--port\`. What is
   true or false is \`--policy-read-only\` or \`--no-policy-read-only\`.

Sections are merged key by key. A list, and an entry of a map (one profile, one role), is replaced as a whole. A configuration
that defines other profiles keeps \`local\` unless it defines it anew.

In the environment and in flags, lists are separated by commas, true and false may also be 1 and 0, yes and no, on and off; maps
and lists of rules (\`profiles\`, \`auth.roles\`, \`policy.rules\`) are JSON.

An unknown key, variable or flag, or a wrong value, stops the start. The message names everything that is wrong, where it
stands and what is allowed.

## Secrets

Any text may hold \`\${env:NAME}\`, the value of an environment variable, or \`\${file:path}\`, the content of a file without the
newline at its end. A reference that is the whole value may also stand for a number, a list or JSON. \`$\${env:\` is a literal
\`\${env:\`. What is missing stops the start. Values of secrets, and what references yield, are never printed.

## Paths and certificates

Settings that hold a certificate or key (\`server.tls.*\`, \`auth.jwt.publicKey\`, \`profiles.<name>.tls.*\`) take the path of a PEM
file or the PEM text itself. A relative path starts from the folder of the configuration file when it is written there, else
from the working folder; so does the path of \`\${file:…}\`.

## Examples

\`\`\`yaml
# mqttx-sse-server.yaml
server:
  port: 4100
profiles:
  factory:
    url: mqtts://broker.factory.example:8883
    username: sidecar
    password: \${env:FACTORY_PASSWORD}
    tls:
      ca: certificates/factory-ca.pem
defaultProfile: factory
policy:
  rules:
    - { action: publish, topic: 'factory/+/set', decision: ask }
    - { action: publish, decision: deny }
\`\`\`

\`\`\`json
{
  "server": { "host": "0.0.0.0", "publicUrl": "https://mqtt.example.com", "trustProxy": 1 },
  "auth": {
    "mode": "jwt",
    "jwt": { "jwksUrl": "https://login.example.com/keys", "audience": "mqttx-sse-server" },
    "roles": {
      "viewer": [{ "permission": "allow", "action": "subscribe", "topic": "factory/#" }]
    }
  }
}
\`\`\`

\`\`\`sh
MQTTX_SSE_SERVER_PORT=4100 \\
MQTTX_SSE_SERVER_ALLOWED_ORIGINS=https://a.example,https://b.example \\
MQTTX_SSE_PROFILES='{"factory":{"url":"mqtt://10.0.0.5:1883"}}' \\
mqttx-sse-server --default-profile factory --no-embedded-broker
\`\`\`
`;
