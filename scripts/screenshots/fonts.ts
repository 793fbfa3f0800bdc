/**
 * The page asks for the system's font. On a bare machine that is whatever fontconfig falls back to, so the pictures are taken
 * with one that desktops come with, where it is installed (Debian: fonts-inter, fonts-noto-cjk).
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONFIGURATION = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  ${['system-ui', 'sans-serif']
    .map(
      (family) => `<match target="pattern">
    <test name="family"><string>${family}</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Inter</string><string>Noto Sans CJK SC</string></edit>
  </match>`,
    )
    .join('\n  ')}
</fontconfig>
`;

/** The environment in which the browser finds them. */
export async function fontEnvironment(): Promise<Record<string, string>> {
  const file = join(await mkdtemp(join(tmpdir(), 'mqttx-fonts-')), 'fonts.conf');
  await writeFile(file, CONFIGURATION);
  const present = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(present), FONTCONFIG_FILE: file };
}
