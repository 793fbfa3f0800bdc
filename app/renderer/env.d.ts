/** What the build and the preload script add to the page's world. */
/// <reference types="vite/client" />
import type { Bridge } from '../shared/ipc-contract.ts';

declare global {
  interface Window {
    /** There in the desktop's window only. */
    readonly mqttxBridge?: Bridge;
  }
}

declare module 'react' {
  // React types style properties by name; a custom property is set like any other.
  interface CSSProperties {
    readonly '--tail-characters'?: number;
  }
}
