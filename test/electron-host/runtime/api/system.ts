/**
 * Small modules of which an app only needs that they are there: global shortcuts, power save blocking, crash reports.
 */

type GlobalShortcut = Pick<Electron.GlobalShortcut, 'isRegistered' | 'register' | 'unregister' | 'unregisterAll'>;

/** Keeps the shortcuts; no key ever reaches it. */
export function createGlobalShortcut(): GlobalShortcut {
  const callbacks = new Map<string, () => void>();
  return {
    register(accelerator, callback) {
      if (callbacks.has(accelerator)) return false;
      callbacks.set(accelerator, callback);
      return true;
    },
    isRegistered: (accelerator) => callbacks.has(accelerator),
    unregister: (accelerator) => void callbacks.delete(accelerator),
    unregisterAll: () => callbacks.clear(),
  };
}

export function createPowerSaveBlocker(): Electron.PowerSaveBlocker {
  const started = new Set<number>();
  let lastId = 0;
  return {
    start() {
      started.add(++lastId);
      return lastId;
    },
    stop: (id) => started.delete(id),
    isStarted: (id) => started.has(id),
  };
}

/** Nothing is reported anywhere. */
export function createCrashReporter(): Pick<Electron.CrashReporter, 'start'> {
  return { start() {} };
}
