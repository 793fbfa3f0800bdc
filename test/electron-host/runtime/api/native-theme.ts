/**
 * The `nativeTheme` module. What it decides is shown to pages as `prefers-color-scheme` by whoever listens to it.
 */
import { EventEmitter } from 'node:events';

export type ColorScheme = 'light' | 'dark';

export class NativeTheme extends EventEmitter {
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly #system: () => ColorScheme;
  #source: 'system' | ColorScheme = 'system';

  constructor(system: () => ColorScheme) {
    super();
    this.#system = system;
  }

  get themeSource(): 'system' | ColorScheme {
    return this.#source;
  }

  set themeSource(source: 'system' | ColorScheme) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError('Error processing argument: conversion failure');
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return (this.#source === 'system' ? this.#system() : this.#source) === 'dark';
  }

  /** The tray and its like follow the system, whatever the app chose. */
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#system() === 'dark';
  }
}

/** The theme, and the system's switch, which only the host can throw. */
export interface ThemeControl {
  readonly nativeTheme: NativeTheme;
  setSystemColorScheme(scheme: ColorScheme): void;
}

export function createThemeControl(initial: ColorScheme): ThemeControl {
  let system = initial;
  const nativeTheme = new NativeTheme(() => system);
  return {
    nativeTheme,
    setSystemColorScheme(scheme) {
      system = scheme;
      nativeTheme.emit('updated');
    },
  };
}
