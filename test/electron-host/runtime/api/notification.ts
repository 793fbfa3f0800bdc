/**
 * The `Notification` class of one app. Nothing pops up: the journal keeps what was shown, and specs emit `click`.
 */
import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { createEvent } from '../host/event.ts';
import { guardUnknown } from '../host/guard.ts';
import type { Journal } from '../host/journal.ts';

export type NotificationClass = ReturnType<typeof createNotificationClass>;

export function createNotificationClass(journal: Journal) {
  class Notification extends EventEmitter {
    actions: Electron.NotificationAction[];
    body: string;
    closeButtonText: string;
    silent: boolean;
    subtitle: string;
    title: string;
    urgency: 'normal' | 'critical' | 'low';

    static isSupported(): boolean {
      return true;
    }

    constructor(options: NotificationConstructorOptions = {}) {
      super();
      this.actions = options.actions ?? [];
      this.body = options.body ?? '';
      this.closeButtonText = options.closeButtonText ?? '';
      this.silent = options.silent ?? false;
      this.subtitle = options.subtitle ?? '';
      this.title = options.title ?? '';
      this.urgency = options.urgency ?? 'normal';
    }

    show(): void {
      journal.notifications.push({ title: this.title, body: this.body });
      this.emit('show', createEvent());
    }

    close(): void {
      this.emit('close', createEvent());
    }
  }

  guardUnknown('Notification', Notification.prototype);
  return Notification;
}
