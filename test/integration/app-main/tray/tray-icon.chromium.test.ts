import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runOnHost } from '../../electron-host/run-on-host.ts';

const iconSchema = z.object({
  width: z.number(),
  height: z.number(),
  scaleFactors: z.array(z.number()),
  isTemplate: z.boolean(),
  picture: z.string(),
});
const reportSchema = z.record(z.string(), z.array(iconSchema));

describe('the icon in the tray', () => {
  let icons: z.infer<typeof reportSchema> = {};
  beforeAll(async () => {
    icons = reportSchema.parse((await runOnHost('tray-icon')).report);
  });

  it.each([
    ['win32', 16, [1, 1.5, 2, 3, 4], false],
    ['linux', 24, [1, 2], false],
    // The larger one is found by its name.
    ['darwin', 16, [1], true],
  ])('on %s has %i pixels, the scales %j, and is drawn by the system: %s', (system, pixels, scaleFactors, isTemplate) => {
    expect(icons[system]).toHaveLength(3);
    for (const icon of icons[system] ?? []) expect(icon).toMatchObject({ width: pixels, height: pixels, scaleFactors, isTemplate });
  });

  it.each(['win32', 'linux', 'darwin'])('shows each state by a picture of its own on %s', (system) => {
    expect(new Set(icons[system]?.map(({ picture }) => picture)).size).toBe(3);
  });
});
