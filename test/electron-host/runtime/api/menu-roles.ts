/**
 * What menu items with a `role` are called and do. Roles that act on the text selection or on other windows have a
 * label and no effect here.
 */

/** What a role may do to the focused window. */
export interface RoleWindow {
  close(): void;
  minimize(): void;
  reload(): void;
  isFullScreen(): boolean;
  setFullScreen(flag: boolean): void;
  readonly webContents: { toggleDevTools(): void; getZoomLevel(): number; setZoomLevel(level: number): void };
}

interface RoleContext {
  readonly window: RoleWindow | undefined;
  readonly quit: () => void;
}

interface Role {
  readonly label: string;
  readonly run?: (context: RoleContext) => void;
}

const roles = {
  about: { label: 'About' },
  close: { label: 'Close Window', run: ({ window }) => window?.close() },
  copy: { label: 'Copy' },
  cut: { label: 'Cut' },
  delete: { label: 'Delete' },
  editmenu: { label: 'Edit' },
  filemenu: { label: 'File' },
  forcereload: { label: 'Force Reload', run: ({ window }) => window?.reload() },
  help: { label: 'Help' },
  minimize: { label: 'Minimize', run: ({ window }) => window?.minimize() },
  paste: { label: 'Paste' },
  pasteandmatchstyle: { label: 'Paste and Match Style' },
  quit: { label: 'Quit', run: ({ quit }) => quit() },
  redo: { label: 'Redo' },
  reload: { label: 'Reload', run: ({ window }) => window?.reload() },
  resetzoom: { label: 'Actual Size', run: ({ window }) => window?.webContents.setZoomLevel(0) },
  selectall: { label: 'Select All' },
  toggledevtools: { label: 'Toggle Developer Tools', run: ({ window }) => window?.webContents.toggleDevTools() },
  togglefullscreen: { label: 'Toggle Full Screen', run: ({ window }) => window?.setFullScreen(!window.isFullScreen()) },
  undo: { label: 'Undo' },
  viewmenu: { label: 'View' },
  windowmenu: { label: 'Window' },
  zoomin: { label: 'Zoom In', run: ({ window }) => zoomBy(window, 0.5) },
  zoomout: { label: 'Zoom Out', run: ({ window }) => zoomBy(window, -0.5) },
} satisfies Record<string, Role>;

/** Role names are compared without regard to case, as Electron compares them. */
export function findRole(name: string | undefined): Role | undefined {
  return Object.entries<Role>(roles).find(([key]) => key === name?.toLowerCase())?.[1];
}

function zoomBy(window: RoleWindow | undefined, step: number): void {
  window?.webContents.setZoomLevel(window.webContents.getZoomLevel() + step);
}
