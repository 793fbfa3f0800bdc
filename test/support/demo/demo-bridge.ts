/**
 * Puts the demonstration's desktop behind `window.mqttxBridge` of a Playwright page: what the preload script does in the
 * window. Requests are checked by the contract as main checks them.
 */
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { INVOKE_CHANNELS, type InvokeChannel } from '../../../app/shared/ipc-channels.ts';
import { invokeSchemas, type ResponseOf } from '../../../app/shared/ipc-contract.ts';
import type { IpcResult } from '../../../app/shared/ipc/result.ts';
import type { DemoBackend } from './demo-backend.ts';
import { createDemoDesktop, type DesktopState, type Emit, type Handlers } from './demo-desktop.ts';

const channelSchema = z.enum(INVOKE_CHANNELS);

export interface DemoBridge {
  /** Sends an event as main would. */
  readonly emit: Emit;
  /** The channels that the page has called, in order. */
  readonly calls: readonly InvokeChannel[];
}

/** Has to be called before the page is opened. */
export async function installDemoBridge(page: Page, backend: DemoBackend, state: DesktopState): Promise<DemoBridge> {
  const calls: InvokeChannel[] = [];
  const emit: Emit = (channel, event) => {
    // A page that was closed meanwhile hears nothing.
    page
      .evaluate(([name, payload]) => window.dispatchEvent(new CustomEvent(`demo:${name}`, { detail: payload })), [channel, event] as const)
      .catch(() => undefined);
  };
  const handlers = createDemoDesktop(backend, state, emit);
  await page.exposeFunction('demoInvoke', async (channel: string, request: unknown) => {
    const known = channelSchema.parse(channel);
    calls.push(known);
    if (state.failing?.includes(known) === true) return { ok: false, error: { code: 'internal', message: 'The disk is full.', hint: '' } };
    return enveloped(answer(handlers, known, request));
  });
  await page.addInitScript(() => {
    Object.defineProperty(window, 'mqttxBridge', {
      value: {
        invoke: (channel: string, request: unknown) => Reflect.get(window, 'demoInvoke')(channel, request),
        on(channel: string, listener: (payload: unknown) => void) {
          const heard = (event: Event) => event instanceof CustomEvent && listener(event.detail);
          window.addEventListener(`demo:${channel}`, heard);
          return () => window.removeEventListener(`demo:${channel}`, heard);
        },
      },
    });
  });
  return { emit, calls };
}

async function answer<C extends InvokeChannel>(handlers: Handlers, channel: C, request: unknown): Promise<ResponseOf<C>> {
  // What is undefined on the page's side arrives as null: the way between the two knows JSON only.
  return handlers[channel](invokeSchemas[channel].request.parse(request ?? undefined));
}

async function enveloped(value: Promise<unknown>): Promise<IpcResult> {
  try {
    return { ok: true, value: await value };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, error: { code: 'internal', message, hint: '' } };
  }
}
