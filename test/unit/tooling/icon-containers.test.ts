import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packIcns, packIco } from '../../../scripts/icons/containers.ts';
import { root } from '../../../scripts/root.ts';

const picture = (size: number) => ({ size, png: Buffer.from(`picture of ${size}`) });
const icons = join(root, 'resources', 'icons');

describe('an icon file of Windows', () => {
  it('names the place of each picture', () => {
    const file = packIco([picture(16), picture(256)]);
    expect([file.readUInt16LE(0), file.readUInt16LE(2), file.readUInt16LE(4)]).toEqual([0, 1, 2]);
    const entry = (at: number) => ({
      width: file[6 + 16 * at],
      bytes: file.readUInt32LE(14 + 16 * at),
      offset: file.readUInt32LE(18 + 16 * at),
    });
    expect([entry(0).width, entry(1).width]).toEqual([16, 0]);
    for (const [at, size] of [16, 256].entries()) {
      const { offset, bytes } = entry(at);
      expect(file.subarray(offset, offset + bytes).toString()).toBe(`picture of ${size}`);
    }
  });
});

describe('an icon file of macOS', () => {
  it('is as long as it says, and holds each picture under its types', () => {
    const file = packIcns([picture(16), picture(256), picture(1024)]);
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const found: string[] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      found.push(`${file.toString('latin1', at, at + 4)}: ${file.toString('latin1', at + 8, at + file.readUInt32BE(at + 4))}`);
    }
    expect(found).toEqual(['ic08: picture of 256', 'ic13: picture of 256', 'ic10: picture of 1024']);
  });
});

describe('the committed rasters', () => {
  const sizeOf = (file: string) => {
    const png = readFileSync(join(icons, file));
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  };

  it('have the sizes that their names say', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) expect(sizeOf(`${size}x${size}.png`)).toEqual([size, size]);
    for (const mood of ['stopped', 'running', 'trouble']) {
      for (const size of [16, 24, 32, 48, 64]) expect(sizeOf(`tray/${mood}-${size}.png`)).toEqual([size, size]);
      expect(sizeOf(`tray/${mood}Template.png`)).toEqual([16, 16]);
      expect(sizeOf(`tray/${mood}Template@2x.png`)).toEqual([32, 32]);
    }
  });
});
