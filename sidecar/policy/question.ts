/**
 * What a person is asked before something is done: who wants it, with which tool, and exactly what. The same question goes to the
 * client's own user, to the dashboard and to the desktop. Pure.
 */
import { isUtf8 } from 'node:buffer';
import type { QoS } from '../mqtt/types.ts';

/** What a tool is about to do. */
export type PolicedAction =
  | { readonly action: 'connect'; readonly broker: string }
  | { readonly action: 'subscribe'; readonly topic: string; readonly qos: QoS }
  | {
      readonly action: 'publish';
      readonly topic: string;
      readonly qos: QoS;
      readonly retain: boolean;
      readonly payload: Buffer;
      readonly isWill?: boolean;
    };

/** `call`: a rule wants the call itself to be approved, whatever it does. */
export type AskedAction = PolicedAction | { readonly action: 'call'; readonly arguments: Record<string, unknown> };

export interface Question {
  readonly tool: string;
  readonly client: string | null;
  readonly principal: string;
  readonly session: string | null;
  readonly asked: AskedAction;
  /** Which rule wants it, counted from 1. */
  readonly rule: number;
}

const PREVIEW_BYTES = 2_000;

export interface PayloadPreview {
  readonly text: string;
  readonly encoding: 'utf8' | 'hex';
  /** Size of the whole payload. */
  readonly bytes: number;
  readonly isCut: boolean;
}

export function previewPayload(payload: Buffer): PayloadPreview {
  const start = payload.subarray(0, PREVIEW_BYTES);
  const isCut = payload.length > PREVIEW_BYTES;
  // The half of a character at the cut is no part of the text.
  const text = isCut ? start.toString('utf8').replace(/\uFFFD+$/, '') : start.toString('utf8');
  const isText = isUtf8(payload) && !/[^\P{Cc}\t\n\r]/u.test(text);
  return { text: isText ? text : start.toString('hex'), encoding: isText ? 'utf8' : 'hex', bytes: payload.length, isCut };
}

/** The question in one text, for clients that show nothing but text. */
export function askInWords({ client, tool, asked }: Question): string {
  return `${client ?? 'An assistant'} wants to ${wish(asked)} (tool ${tool}). Allow it?`;
}

function wish(asked: AskedAction): string {
  switch (asked.action) {
    case 'connect':
      return `connect to ${asked.broker}`;
    case 'subscribe':
      return `subscribe to "${asked.topic}" with QoS ${asked.qos}`;
    case 'publish': {
      const { text, encoding, bytes, isCut } = previewPayload(asked.payload);
      const shown =
        bytes === 0 ? 'an empty message' : `${isCut ? `${bytes} bytes that begin with ` : ''}${encoding === 'hex' ? 'hex ' : ''}${text}`;
      const how = `QoS ${asked.qos}${asked.retain ? (bytes === 0 ? ', clears the retained message' : ', retained') : ''}`;
      return `${asked.isWill === true ? 'leave a will for' : 'publish to'} "${asked.topic}" (${how}): ${shown}`;
    }
    case 'call':
      return `call it with ${JSON.stringify(asked.arguments)}`;
  }
}
