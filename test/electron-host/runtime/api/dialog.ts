/**
 * The `dialog` module. Nobody is there to answer, so every dialog is answered at once as if it had been dismissed, and
 * kept in the journal. Specs that need another answer replace the method, as they would on real Electron.
 */
import type { Journal } from '../host/journal.ts';

type Asynchronous = Pick<Electron.Dialog, 'showErrorBox'> & {
  showOpenDialog(...args: object[]): Promise<Electron.OpenDialogReturnValue>;
  showSaveDialog(...args: object[]): Promise<Electron.SaveDialogReturnValue>;
  showMessageBox(...args: object[]): Promise<Electron.MessageBoxReturnValue>;
};

interface Synchronous {
  showOpenDialogSync(...args: object[]): string[] | undefined;
  showSaveDialogSync(...args: object[]): string;
  showMessageBoxSync(...args: object[]): number;
}

export type Dialog = Asynchronous & Synchronous;

export function createDialog(journal: Journal): Dialog {
  /** Options come last; a parent window may stand before them. */
  const note = (name: string, args: readonly object[]): { cancelId?: number } => {
    const options = args.at(-1) ?? {};
    journal.dialogs.push({ name, options });
    return options;
  };

  return {
    async showOpenDialog(...args) {
      note('showOpenDialog', args);
      return { canceled: true, filePaths: [] };
    },
    async showSaveDialog(...args) {
      note('showSaveDialog', args);
      return { canceled: true, filePath: '' };
    },
    async showMessageBox(...args) {
      const { cancelId = 0 } = note('showMessageBox', args);
      return { response: cancelId, checkboxChecked: false };
    },
    showOpenDialogSync(...args) {
      note('showOpenDialogSync', args);
      return undefined;
    },
    showSaveDialogSync(...args) {
      note('showSaveDialogSync', args);
      return '';
    },
    showMessageBoxSync(...args) {
      const { cancelId = 0 } = note('showMessageBoxSync', args);
      return cancelId;
    },
    showErrorBox(title, content) {
      journal.dialogs.push({ name: 'showErrorBox', options: { title, content } });
      console.error(`[error box] ${title}: ${content}`);
    },
  };
}
