/**
 * Which names stand for a secret. Used wherever a name tells more than the value: keys of log contexts, of tool arguments,
 * of headers. It errs on the side of hiding.
 */

/** Words that make a name secret wherever they stand in it. */
const telling = ['password', 'passwd', 'passphrase', 'secret', 'credential', 'authorization', 'cookie', 'apikey', 'privatekey'];

/** Words that make a name secret at its end only: `tlsKey` is one, `keepalive` and `tokenExpiresAt` are not. */
const tellingAtTheEnd = ['token', 'tokens', 'ticket', 'tickets', 'key', 'cert', 'certificate', 'pem', 'pfx', 'pwd', 'jwt'];

export function isSecretName(name: string): boolean {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replace(/\d+$/, '');
  if (plain === 'publickey') return false;
  return telling.some((word) => plain.includes(word)) || tellingAtTheEnd.some((word) => plain.endsWith(word));
}
