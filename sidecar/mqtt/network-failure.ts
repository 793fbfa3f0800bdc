/**
 * What went wrong on the way to a broker, in words: errors of DNS, TCP, TLS and the WebSocket handshake as Node reports them.
 * Pure. Says nothing about what the broker itself answered; that is `reason-codes.ts`.
 */

const words: Readonly<Record<string, string>> = {
  'ECONNREFUSED': 'connection refused; nothing listens there',
  'ECONNRESET': 'the connection was reset by the other side',
  'EPIPE': 'the connection was closed by the other side',
  'ENOTFOUND': 'the host name is not known',
  'EAI_AGAIN': 'the host name could not be looked up just now',
  'ETIMEDOUT': 'no answer from the network',
  'EHOSTUNREACH': 'there is no route to the host',
  'ENETUNREACH': 'there is no route to its network',
  'EACCES': 'the operating system does not permit the connection',
  'EPERM': 'the operating system does not permit the connection',
  'DEPTH_ZERO_SELF_SIGNED_CERT': 'its certificate is self-signed and not trusted',
  'SELF_SIGNED_CERT_IN_CHAIN': 'its certificate comes from an authority that is not trusted',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE': 'its certificate comes from an authority that is not known',
  'UNABLE_TO_GET_ISSUER_CERT': 'its certificate comes from an authority that is not known',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY': 'its certificate comes from an authority that is not known',
  'CERT_HAS_EXPIRED': 'its certificate has expired',
  'CERT_NOT_YET_VALID': 'its certificate is not valid yet',
  'CERT_REVOKED': 'its certificate has been revoked',
  'CERT_SIGNATURE_FAILURE': 'the signature of its certificate is wrong',
  'ERR_TLS_CERT_ALTNAME_INVALID': 'its certificate is for another host name',
  'ERR_SSL_WRONG_VERSION_NUMBER': 'it does not speak TLS on this port',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG': 'it does not speak TLS on this port',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA': 'it does not trust the authority of the client certificate',
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED': 'it demands a client certificate',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE': 'the TLS handshake failed; it may demand a client certificate',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'the TLS handshake failed; it may demand a client certificate',
};

const certificate = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/;

/** The code that Node put on the error, such as `ECONNREFUSED`. */
export function errorCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function describeWebSocketError(message: string): string | undefined {
  const status = /^Unexpected server response: (\d{3})$/.exec(message)?.[1];
  if (status !== undefined) return `its web server answered the WebSocket handshake with status ${status}`;
  return message.startsWith('Server sent') ? `the WebSocket handshake failed (${message})` : undefined;
}

/** Words that continue "The broker at … cannot be reached: ". */
export function describeNetworkError(error: Error): string {
  const code = errorCode(error);
  if (code === undefined) return describeWebSocketError(error.message) ?? error.message;
  return `${words[code] ?? error.message} (${code})`;
}

/** For a port that takes the connection and then drops it. */
export const WRONG_PORT_HINT =
  'Check that this is the port of an MQTT broker, and whether it expects TLS (mqtts, wss) or a WebSocket (ws).';

/** What to do about it, where that differs from "check host and port". */
export function networkHint(error: Error): string | undefined {
  const code = errorCode(error) ?? '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return WRONG_PORT_HINT;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'Use the host name of the certificate, or name it as tls.servername.';
  if (certificate.test(code)) return 'Give the certificate of its authority as tls.ca, or set tls.rejectUnauthorized to false for a test.';
  if (/^ERR_SSL_(WRONG_VERSION|PACKET_LENGTH)/.test(code)) return 'Use mqtt or ws instead of mqtts or wss, or the port for TLS.';
  if (describeWebSocketError(error.message) !== undefined) return 'Check the path; most brokers serve WebSockets at /mqtt.';
  return undefined;
}
