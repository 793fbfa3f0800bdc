/** What the program shows to a person outside its window: notifications, and dialogs that a spec answers in their stead. */
import type { ElectronApplication } from '@playwright/test';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

declare global {
  var mqttxNotices: Notice[];
  /** Clicks the notification that was shown last. */
  var mqttxClickNotice: () => void;
  var mqttxDialogs: { answer: number; readonly shown: string[] };
}

/** @returns what is shown from now on */
export async function recordNotifications(app: ElectronApplication): Promise<() => Promise<Notice[]>> {
  await app.evaluate(({ Notification }) => {
    globalThis.mqttxNotices = [];
    globalThis.mqttxClickNotice = () => undefined;
    const { show } = Notification.prototype;
    Notification.prototype.show = function recorded() {
      globalThis.mqttxNotices.push({ title: this.title, body: this.body });
      globalThis.mqttxClickNotice = () => void this.emit('click');
      show.call(this);
    };
  });
  return () => app.evaluate(() => globalThis.mqttxNotices);
}

/** As a person would; only after `recordNotifications`. */
export function clickNotification(app: ElectronApplication): Promise<void> {
  return app.evaluate(() => globalThis.mqttxClickNotice());
}

export interface Dialogs {
  /** The button that is pressed from now on. */
  answer(button: number): Promise<void>;
  /** What was asked, in full. */
  shown(): Promise<string[]>;
}

export async function recordDialogs(app: ElectronApplication): Promise<Dialogs> {
  await app.evaluate(({ dialog }) => {
    globalThis.mqttxDialogs = { answer: 0, shown: [] };
    dialog.showMessageBox = async (...given: object[]) => {
      globalThis.mqttxDialogs.shown.push(JSON.stringify(given.at(-1)));
      return { response: globalThis.mqttxDialogs.answer, checkboxChecked: false };
    };
  });
  return {
    answer: (button) =>
      app.evaluate((_modules, chosen) => {
        globalThis.mqttxDialogs.answer = chosen;
      }, button),
    shown: () => app.evaluate(() => globalThis.mqttxDialogs.shown),
  };
}
