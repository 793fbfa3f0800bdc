/**
 * Which of the three token sets the page wears. Used by the preferences provider; touches nothing but the root element.
 */
import type { Theme } from '../../shared/ipc/settings.ts';

export type AppliedTheme = Exclude<Theme, 'system'>;

export function resolveTheme(theme: Theme, systemIsDark: boolean): AppliedTheme {
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}

export function applyTheme(root: HTMLElement, theme: AppliedTheme): void {
  root.dataset['theme'] = theme;
}
