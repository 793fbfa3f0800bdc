/** A notification of the system, where it shows any. What must be known stands on the Overview page too. */
import { Notification } from 'electron';

interface Notice {
  readonly title: string;
  readonly body: string;
  readonly onClick?: () => void;
}

/** Notifications whose object was collected lose their click, so the last ones are kept. */
const KEPT = 5;

export type Notify = (notice: Notice) => void;

export function createNotify(): Notify {
  const shown: Notification[] = [];
  return ({ title, body, onClick }) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    if (onClick !== undefined) notification.on('click', onClick);
    shown.push(notification);
    if (shown.length > KEPT) shown.shift();
    notification.show();
  };
}
