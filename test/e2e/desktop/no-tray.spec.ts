/** A desktop that shows no tray icons, as GNOME without an extension: the window takes the tray's place, and says why. */
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, isAlive, test } from './support/machine.ts';

test.use({ programs: [join(import.meta.dirname, 'support', 'no-tray')], settings: { startMinimised: true } });

// Elsewhere there is always a tray.
if (process.platform === 'linux') {
  test('the window opens whatever the settings say, tells why, and closing it quits', async ({ desktop }) => {
    await expect(desktop.page.getByText('This desktop shows no tray icon')).toBeVisible();
    expect(await desktop.app.evaluate(() => globalThis.mqttxTest?.trayItems.length ?? 0)).toBe(0);
    const sidecar = await desktop.sidecarPid();
    const gone = once(desktop.app.process(), 'exit');
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined);
    expect(await gone).toEqual([0, null]);
    await expect.poll(() => isAlive(sidecar)).toBe(false);
  });
}
