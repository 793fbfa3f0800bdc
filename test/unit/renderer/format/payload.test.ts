import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexRows, previewPayload, viewPayload } from '../../../../app/renderer/format/payload.ts';

const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');

describe('viewPayload', () => {
  it('finds JSON objects and lists, but leaves bare values text', () => {
    expect(viewPayload(base64('{"温度":76.4}'), true).json).toEqual({ 温度: 76.4 });
    expect(viewPayload(base64(' [1]'), true).json).toEqual([1]);
    expect('json' in viewPayload(base64('21.5'), true)).toBe(false);
    expect('json' in viewPayload(base64('{"a":'), true)).toBe(false);
  });

  it('knows bytes that are no text', () => {
    expect(viewPayload(base64(Uint8Array.of(0x89, 0x50, 0xff)), true).text).toBeNull();
  });

  it('forgives the last character of a shortened payload, and never takes it for JSON', () => {
    const cut = Buffer.from('["上海"]').subarray(0, 6);
    expect(viewPayload(base64(cut), false).text).toBe('["上');
    expect(viewPayload(base64(Buffer.from('[1]')), false)).not.toHaveProperty('json');
    expect(viewPayload(base64(cut), true).text).toBeNull();
  });

  it('gives every payload back byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(viewPayload(base64(bytes), true).bytes).toEqual(bytes);
      }),
    );
  });
});

describe('previewPayload', () => {
  it('shows text on one line', () => {
    expect(previewPayload(base64('a\r\n\tb'), true, 40)).toBe('a b');
  });

  it('shows the beginning of a long text, also where it cuts a character', () => {
    expect(previewPayload(base64('上'.repeat(500)), true, 10)).toBe('上'.repeat(10));
  });

  it('shows bytes as hex', () => {
    expect(previewPayload(base64(Uint8Array.of(0x89, 0x50, 0xff, 0xfe)), true, 9)).toBe('89 50 ff');
  });

  it('never fails and never exceeds its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, complete) => {
        expect(previewPayload(base64(bytes), complete, 30).length).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe('hexRows', () => {
  it('writes offset, hex and what can be printed', () => {
    expect(hexRows(Buffer.from('MQTT\u0000\u0001~!x'), 100, 8)).toEqual([
      { offset: '000000', hex: '4d 51 54 54 00 01 7e 21', ascii: 'MQTT··~!' },
      { offset: '000008', hex: '78', ascii: 'x' },
    ]);
  });

  it('stops where it may', () => {
    const rows = hexRows(new Uint8Array(1000), 40, 16);
    expect(rows).toHaveLength(3);
    expect(rows[2]?.ascii).toHaveLength(8);
  });
});
