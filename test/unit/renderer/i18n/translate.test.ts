import { describe, expect, it } from 'vitest';
import { crashText, failureText, textOf } from '../../../../app/renderer/i18n/failure-text.ts';
import { en } from '../../../../app/renderer/i18n/en.ts';
import { createTranslate, type Message, resolveLocale } from '../../../../app/renderer/i18n/translate.ts';
import { zh } from '../../../../app/renderer/i18n/zh.ts';

const t = createTranslate(en, 'en');

const textsOf = (message: Message): readonly string[] => (typeof message === 'string' ? [message] : [message.one, message.other]);
const placesOf = (message: Message) => new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []));

describe('createTranslate', () => {
  it('fills places, and writes numbers as the language does', () => {
    expect(t('sessions.inOut', { in: 118, out: 51_240 })).toBe('118 in, 51,240 out');
    expect(t('blocked.title', { port: '4000' })).toBe('Port 4000 is in use');
  });

  it('chooses the plural', () => {
    expect(t('common.messages', { count: 1 })).toBe('1 message');
    expect(t('common.messages', { count: 0 })).toBe('0 messages');
    expect(createTranslate(zh, 'zh')('common.messages', { count: 1 })).toBe('1 条消息');
  });
});

describe('the languages', () => {
  it('have the same keys', () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it('have the same places in every message', () => {
    const chinese: Readonly<Record<string, Message>> = zh;
    for (const [key, message] of Object.entries(en)) expect(placesOf(chinese[key] ?? ''), key).toEqual(placesOf(message));
  });

  it('leave no message empty', () => {
    for (const [key, message] of [...Object.entries(en), ...Object.entries(zh)]) {
      for (const text of textsOf(message)) expect(text.trim(), key).not.toBe('');
    }
  });

  it('leave nothing untranslated that is not a name', () => {
    const names =
      /^(app\.|common\.perSecond|sessions\.title|transport\.|brokers\.tls|profiles\.tls|owner\.api|settings\.sidecar|about\.sidecar|logs\.source\.sidecar|auth\.)/;
    const chinese: Readonly<Record<string, Message>> = zh;
    const same = Object.entries(en).filter(([key, message]) => chinese[key] === message && !names.test(key));
    expect(same).toEqual([]);
  });
});

describe('resolveLocale', () => {
  it.each([
    ['system', ['zh-TW', 'en'], 'zh'],
    ['system', ['de', 'zh-CN'], 'zh'],
    ['system', ['de', 'fr'], 'en'],
    ['system', [], 'en'],
    ['en', ['zh'], 'en'],
    ['zh', ['en'], 'zh'],
  ] as const)('makes of %s and %j the language %s', (chosen, system, locale) => {
    expect(resolveLocale(chosen, system)).toBe(locale);
  });
});

describe('failureText', () => {
  it('translates what it knows and keeps the particulars', () => {
    expect(failureText({ code: 'broker-unreachable', message: 'connect ECONNREFUSED', hint: 'x' }, createTranslate(zh, 'zh'))).toEqual({
      title: '无法连接到服务器',
      detail: 'connect ECONNREFUSED 请检查地址以及服务器是否在运行。',
    });
  });

  it('shows what it does not know as the sidecar worded it', () => {
    expect(failureText({ code: 'new-code', message: 'It happened.', hint: 'Do this.' }, t)).toEqual({
      title: 'It happened.',
      detail: 'Do this.',
    });
  });

  it('takes no key with places, and none of the prototype', () => {
    expect(textOf('blocked.title', t)).toBeUndefined();
    expect(textOf('common.messages', t)).toBeUndefined();
    expect(textOf('toString', t)).toBeUndefined();
    expect(textOf('nav.logs', t)).toBe('Logs');
  });
});

describe('crashText', () => {
  it.each([
    [
      { kind: 'exit', end: 'aborted', code: 134 },
      { title: 'Sidecar 进程异常中止（退出码 134）。', detail: '' },
    ],
    [
      { kind: 'not-ready', seconds: 30 },
      { title: 'Sidecar 启动后 30 秒内未就绪。', detail: '' },
    ],
    [
      { kind: 'refused', failure: { code: 'secret-storage-failed', message: 'The keyring is locked.', hint: 'Unlock it.' } },
      { title: '系统未能保存密码', detail: 'The keyring is locked. 请解锁系统的密钥环后重试。' },
    ],
  ] as const)('tells %o in the person’s language', (reason, text) => {
    expect(crashText(reason, createTranslate(zh, 'zh'))).toEqual(text);
  });
});
