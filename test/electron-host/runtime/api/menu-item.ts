/**
 * `MenuItem`. Nothing draws it: specs find it in its menu and call `click()`, which does what a real click would.
 */
import type { MenuItemConstructorOptions } from 'electron';
import { findRole, type RoleWindow } from './menu-roles.ts';

export type MenuItemType = NonNullable<MenuItemConstructorOptions['type']>;

/** What an app writes in a template: Electron's options, with this host's classes where Electron has its own. */
export interface MenuItemOptions extends Omit<MenuItemConstructorOptions, 'click' | 'submenu' | 'icon'> {
  readonly click?: (item: MenuItem, window: RoleWindow | undefined, event: object) => void;
  readonly submenu?: SubMenu | readonly MenuItemOptions[];
  readonly icon?: object | string;
}

/** What an item needs of the menu below it and of the menu that it stands in. */
export interface SubMenu {
  readonly items: MenuItem[];
  getMenuItemById(id: string): MenuItem | null;
  popup(): void;
}

export interface MenuItemParts {
  readonly buildSubmenu: (template: readonly MenuItemOptions[]) => SubMenu;
  readonly focusedWindow: () => RoleWindow | undefined;
  readonly quit: () => void;
  readonly nextCommandId: () => number;
}

export class MenuItem {
  accelerator: string | null;
  accessibilityLabel: string;
  checked: boolean;
  commandId: number;
  enabled: boolean;
  icon: object | string | undefined;
  id: string;
  label: string;
  menu: SubMenu | undefined;
  registerAccelerator: boolean;
  readonly role: MenuItemOptions['role'];
  sublabel: string;
  submenu: SubMenu | undefined;
  toolTip: string;
  readonly type: MenuItemType;
  readonly userAccelerator = null;
  visible: boolean;
  /** An own property, as in Electron, so that it can be handed on without its item. */
  readonly click: (event?: object, window?: RoleWindow) => void;

  constructor(options: MenuItemOptions, parts: MenuItemParts) {
    if (!options.label && !options.role && !options.type) {
      throw new Error('Invalid template for MenuItem: must have at least one of label, role or type');
    }
    const role = findRole(options.role);
    this.accelerator = options.accelerator ?? null;
    this.accessibilityLabel = options.accessibilityLabel ?? '';
    this.checked = options.checked ?? false;
    this.commandId = parts.nextCommandId();
    this.enabled = options.enabled ?? true;
    this.icon = options.icon;
    this.id = options.id ?? '';
    this.label = options.label ?? role?.label ?? options.role ?? '';
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.role = options.role;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.visible = options.visible ?? true;
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal');
    if (options.submenu) this.submenu = isTemplate(options.submenu) ? parts.buildSubmenu(options.submenu) : options.submenu;
    this.click = (event = {}, window = parts.focusedWindow()) => {
      this.#toggle();
      if (role?.run) role.run({ window, quit: parts.quit });
      else if (!role) options.click?.(this, window, event);
    };
  }

  #toggle(): void {
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type !== 'radio') return;
    for (const item of radioGroup(this)) item.checked = item === this;
  }
}

function isTemplate(submenu: SubMenu | readonly MenuItemOptions[]): submenu is readonly MenuItemOptions[] {
  return Array.isArray(submenu);
}

/** Radio items that stand next to each other belong together. */
function radioGroup(item: MenuItem): MenuItem[] {
  const items = item.menu?.items ?? [item];
  const at = items.indexOf(item);
  let start = at;
  while (items[start - 1]?.type === 'radio') start--;
  let end = at + 1;
  while (items[end]?.type === 'radio') end++;
  return items.slice(start, end);
}
