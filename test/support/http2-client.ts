/** A client of HTTP/2 over TLS that may come from any loopback address: what a browser is to the proxies of docs/deployment. */
import { once } from 'node:events';
import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { until } from './polling.ts';

interface Opening {
  readonly port: number;
  readonly authority: string;
  readonly ca: string;
  readonly localAddress?: string;
}

export class Http2Client implements Disposable {
  readonly #session: ClientHttp2Session;
  readonly #authority: string;

  private constructor(session: ClientHttp2Session, authority: string) {
    this.#session = session;
    this.#authority = authority;
  }

  /** @param opening `authority`: the host name that is asked for, whatever address it is found at */
  static async open({ port, authority, ca, localAddress }: Opening): Promise<Http2Client> {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'localhost',
      ALPNProtocols: ['h2'],
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    await once(socket, 'secureConnect');
    const session = connectHttp2(`https://${authority}`, { createConnection: () => socket });
    session.on('error', () => {});
    return new Http2Client(session, authority);
  }

  async request(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Http2Answer> {
    const stream = this.#session.request({ ':path': path, ':method': method, ':authority': this.#authority, ...headers });
    stream.setEncoding('utf8');
    if (!stream.writableEnded) stream.end(body);
    const answer = new Http2Answer(stream);
    const [head]: unknown[] = await once(stream, 'response');
    answer.status = Number(typeof head === 'object' && head !== null ? Reflect.get(head, constants.HTTP2_HEADER_STATUS) : NaN);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#session.destroy();
  }
}

export class Http2Answer {
  status = 0;
  text = '';
  isEnded = false;

  constructor(stream: ClientHttp2Stream) {
    stream.on('data', (text: string) => {
      this.text += text;
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      this.isEnded = true;
    });
  }

  async untilText(wanted: RegExp): Promise<RegExpExecArray> {
    await until(`${String(wanted)} has come (${this.text.slice(-300)})`, () => wanted.test(this.text));
    const found = wanted.exec(this.text);
    if (found === null) throw new Error('It has gone again.');
    return found;
  }

  async untilEnd(): Promise<string> {
    await until('the answer has ended', () => this.isEnded);
    return this.text;
  }
}
