/**
 * What the host knows of the app before any of its code runs. Made once by the boot code, read by the modules.
 */

export interface AppFacts {
  /** The path that stands for Electron's executable. */
  readonly executable: string;
  /** The folder that `app.getAppPath()` names. */
  readonly appPath: string;
  readonly isPackaged: boolean;
  /** `productName` or `name` of the app's package.json. */
  readonly name: string;
  readonly version: string;
}
