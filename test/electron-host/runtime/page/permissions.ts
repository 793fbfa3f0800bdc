/**
 * Lets the session's permission handler decide before Chromium does: the page's call waits until the host has set the
 * permission accordingly, then goes its ordinary way. Runs in the page's own world as source text.
 */
import type { WorldPort } from './wire.ts';

export function askForPermissions(port: WorldPort): void {
  const waiting = new Map<number, (isGranted: boolean) => void>();
  let lastId = 0;

  port.listen('permission-settled', ({ id, isGranted }) => {
    waiting.get(id)?.(isGranted);
    waiting.delete(id);
  });

  const ask = (permission: string): Promise<boolean> =>
    new Promise((resolve) => {
      waiting.set(++lastId, resolve);
      port.fire('permission', { id: lastId, permission, origin: location.origin });
    });

  const { geolocation, mediaDevices, clipboard } = navigator;

  if ('Notification' in window) {
    const requestPermission = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = async (callback) => {
      await ask('notifications');
      return requestPermission(callback);
    };
  }
  if (geolocation) {
    const getCurrentPosition = geolocation.getCurrentPosition.bind(geolocation);
    geolocation.getCurrentPosition = (...args) => void ask('geolocation').then(() => getCurrentPosition(...args));
  }
  if (mediaDevices) {
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    // Chromium looks for devices before it looks at permissions, and a headless one finds none.
    mediaDevices.getUserMedia = async (constraints) => {
      if (await ask('media')) return getUserMedia(constraints);
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  }
  if (clipboard) {
    const readText = clipboard.readText.bind(clipboard);
    clipboard.readText = () => ask('clipboard-read').then(() => readText());
  }
}
