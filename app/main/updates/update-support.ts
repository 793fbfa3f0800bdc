/** Whether this installation can update itself, and if not, what updates it. Pure. */
export type UpdateSupport = { readonly ok: true } | { readonly ok: false; readonly by: string };

interface Installation {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What electron-builder wrote beside the app: deb, rpm; undefined elsewhere. */
  readonly packageType: string | undefined;
}

export function updateSupport({ platform, isPackaged, env, packageType }: Installation): UpdateSupport {
  if (!isPackaged) return { ok: false, by: 'git pull' };
  // The portable executable is unpacked into a temporary folder: there is nothing to be replaced.
  if (platform === 'win32' && env['PORTABLE_EXECUTABLE_FILE'] !== undefined) return { ok: false, by: 'a new portable executable' };
  if (platform !== 'linux' || env['APPIMAGE'] !== undefined) return { ok: true };
  if (packageType === 'deb' || packageType === 'rpm') return { ok: false, by: `a new .${packageType} package` };
  return { ok: false, by: 'a new download' };
}
