/**
 * The `Menu` and `MenuItem` classes of one app. A menu that pops up is not drawn; it tells its listeners that it did.
 */
import { EventEmitter } from 'node:events';
import { createEvent } from '../host/event.ts';
import { guardUnknown } from '../host/guard.ts';
import { MenuItem as HostMenuItem, type MenuItemOptions, type MenuItemParts, type SubMenu } from './menu-item.ts';
import type { RoleWindow } from './menu-roles.ts';

interface MenuParts {
  readonly focusedWindow: () => RoleWindow | undefined;
  readonly quit: () => void;
}

export type MenuClasses = ReturnType<typeof createMenuClasses>;

export function createMenuClasses(parts: MenuParts) {
  let lastCommandId = 0;
  let applicationMenu: SubMenu | null = null;
  const itemParts: MenuItemParts = {
    ...parts,
    buildSubmenu: (template) => Menu.buildFromTemplate(template),
    nextCommandId: () => ++lastCommandId,
  };

  class MenuItem extends HostMenuItem {
    constructor(options: MenuItemOptions) {
      super(options, itemParts);
    }
  }

  class Menu extends EventEmitter implements SubMenu {
    readonly items: HostMenuItem[] = [];

    static buildFromTemplate(template: readonly (MenuItemOptions | HostMenuItem)[]): Menu {
      if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
      const menu = new Menu();
      for (const entry of template) menu.append(entry instanceof HostMenuItem ? entry : new MenuItem(entry));
      return menu;
    }

    static setApplicationMenu(menu: SubMenu | null): void {
      applicationMenu = menu;
    }

    static getApplicationMenu(): SubMenu | null {
      return applicationMenu;
    }

    static sendActionToFirstResponder(_action: string): void {}

    append(item: HostMenuItem): void {
      this.insert(this.items.length, item);
    }

    insert(position: number, item: HostMenuItem): void {
      item.menu = this;
      this.items.splice(position, 0, item);
    }

    getMenuItemById(id: string): HostMenuItem | null {
      for (const item of this.items) {
        const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
        if (found) return found;
      }
      return null;
    }

    popup(options: { readonly callback?: () => void } = {}): void {
      this.emit('menu-will-show', createEvent());
      options.callback?.();
    }

    closePopup(): void {
      this.emit('menu-will-close', createEvent());
    }
  }

  guardUnknown('MenuItem', HostMenuItem.prototype);
  guardUnknown('Menu', Menu.prototype);
  return { Menu, MenuItem };
}
