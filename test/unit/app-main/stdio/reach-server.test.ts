import { describe, expect, it } from 'vitest';
import { reachServer } from '../../../../app/main/stdio/reach-server.ts';

describe('reaching the sidecar for a client', () => {
  it('takes the one that answers, and starts nothing', async () => {
    let starts = 0;
    const parts = { ports: () => Promise.resolve([4001, 4000]), answers: (port: number) => Promise.resolve(port === 4000) };
    expect(await reachServer({ ...parts, startProgram: () => (starts += 1) })).toBe(4000);
    expect(starts).toBe(0);
  });

  it('starts the program once where none answers, and finds the port that it takes', async () => {
    let starts = 0;
    let looks = 0;
    const port = await reachServer({
      ports: () => Promise.resolve(starts === 0 ? [4000] : [4000, 4711]),
      answers: (candidate) => {
        looks += 1;
        return Promise.resolve(candidate === 4711 && looks > 4);
      },
      startProgram: () => (starts += 1),
    });
    expect([port, starts]).toEqual([4711, 1]);
  });

  it('gives up on a server that was stopped, and says what to do', async () => {
    const parts = { ports: () => Promise.resolve([4000]), answers: () => Promise.resolve(false), startProgram: () => undefined };
    await expect(reachServer({ ...parts, patienceMs: 0 })).rejects.toMatchObject({
      code: 'sidecar-not-running',
      hint: 'Open it, start its server, then try again.',
    });
  });
});
