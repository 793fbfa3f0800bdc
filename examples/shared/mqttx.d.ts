/** What `<script src="…/mqttx/client.js">` defines. */
import type * as script from '../../sidecar/client/script.ts';

declare global {
  const mqttx: typeof script;
}
