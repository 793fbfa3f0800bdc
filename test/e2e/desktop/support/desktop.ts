/**
 * The running program as specs drive it: its page, its tray, its windows, and the bridge between page and main. Works on real
 * Electron and on the test host alike.
 */
import { once } from 'node:events';
import type { ElectronApplication, Page } from '@playwright/test';
import type { TestSeam } from '../../../../app/main/test-seam.ts';
import type { InvokeChannel } from '../../../../app/shared/ipc-channels.ts';
import type { Bridge } from '../../../../app/shared/ipc-contract.ts';
import { ipcResultSchema } from '../../../../app/shared/ipc/result.ts';
import { type SidecarState, sidecarStateSchema } from '../../../../app/shared/ipc/sidecar.ts';

declare global {
  var mqttxTest: TestSeam;
  interface Window {
    /** There in the desktop's window only. */
    readonly mqttxBridge?: Bridge;
  }
}

export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly pid: number;
  clickTray(id: string): Promise<void>;
  /** Items of the tray's menu that can be chosen now. */
  trayItems(): Promise<string[]>;
  /** The first line of the tray's menu. */
  trayState(): Promise<string>;
  /** Asks main over the bridge, as the page does; throws what main answers. */
  ask(channel: InvokeChannel, request?: unknown): Promise<unknown>;
  state(): Promise<SidecarState>;
  /** The process of the sidecar, once it runs. */
  sidecarPid(): Promise<number>;
  /** Whether each window can be seen. */
  windows(): Promise<boolean[]>;
  goTo(page: string): Promise<void>;
}

export async function wrapDesktop(app: ElectronApplication): Promise<Desktop> {
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const pid = await app.evaluate(() => process.pid);

  async function ask(channel: InvokeChannel, request?: unknown): Promise<unknown> {
    const answered = await page.evaluate(([name, given]) => window.mqttxBridge?.invoke(name, given), [channel, request] as const);
    const result = ipcResultSchema.parse(answered);
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
    return result.value;
  }
  const state = async (): Promise<SidecarState> => sidecarStateSchema.parse(await ask('sidecar.state'));

  return {
    app,
    page,
    pid,
    ask,
    state,
    clickTray: (id) => app.evaluate((_modules, item) => globalThis.mqttxTest.clickTray(item), id),
    trayItems: () =>
      app.evaluate(() =>
        globalThis.mqttxTest.trayItems.flatMap((item) => (item.kind === 'item' && item.action !== undefined ? [item.id] : [])),
      ),
    trayState: () =>
      app.evaluate(() => {
        const [first] = globalThis.mqttxTest.trayItems;
        return first?.kind === 'item' ? first.label : '';
      }),
    async sidecarPid() {
      const now = await state();
      if (now.name !== 'running' || now.pid === null) throw new Error(`The sidecar is ${now.name}.`);
      return now.pid;
    },
    windows: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())),
    goTo: (name) => page.evaluate((fragment) => void (location.hash = fragment), `#/${name}`),
  };
}

/** From the tray, and waits until the program has ended. */
export async function quit({ app, clickTray }: Desktop): Promise<void> {
  const gone = once(app.process(), 'exit');
  await clickTray('quit').catch(() => undefined);
  await gone;
}
