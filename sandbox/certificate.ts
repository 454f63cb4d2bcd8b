/** A certificate of the sandbox's own, signed by itself, so that TLS needs no other tool. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM; it is its own authority. */
  readonly certificate: string;
}

const YEAR_MS = 365 * 24 * 3_600_000;
const HOSTS: readonly string[] = ['localhost'];
const ADDRESSES: readonly (readonly number[])[] = [[127, 0, 0, 1]];

/** ASN.1 object identifiers, in their DER form. */
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const SUBJECT_KEY_ID = [0x55, 0x1d, 0x0e];

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const BOOLEAN = 0x01;

export function selfSigned(now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, [2])),
    der(INTEGER, [0x01, ...randomBytes(15)]),
    algorithm,
    nameOfBoth(),
    der(SEQUENCE, time(new Date(now.getTime() - YEAR_MS / 365)), time(new Date(now.getTime() + YEAR_MS))),
    nameOfBoth(),
    spki,
    der(0xa3, extensions(spki)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(SEQUENCE, body, algorithm, der(BIT_STRING, [0], signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(certificate),
  };
}

function nameOfBoth(): Buffer {
  const attribute = der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, Buffer.from('sluice sandbox')));
  return der(SEQUENCE, der(SET, attribute));
}

function extensions(spki: Buffer): Buffer {
  const names = [
    ...HOSTS.map((host) => der(0x82, Buffer.from(host))),
    ...ADDRESSES.map((address) => der(0x87, address)),
  ];
  const keyId = createHash('sha1').update(spki).digest();
  return der(
    SEQUENCE,
    extension(BASIC_CONSTRAINTS, true, der(SEQUENCE, der(BOOLEAN, [0xff]))),
    extension(SUBJECT_KEY_ID, false, der(OCTET_STRING, keyId)),
    extension(SUBJECT_ALT_NAME, false, der(SEQUENCE, ...names)),
  );
}

const extension = (id: readonly number[], isCritical: boolean, value: Buffer): Buffer =>
  der(SEQUENCE, der(OBJECT_ID, id), ...(isCritical ? [der(BOOLEAN, [0xff])] : []), der(OCTET_STRING, value));

/** `YYMMDDHHMMSSZ`. */
const time = (moment: Date): Buffer =>
  der(UTC_TIME, Buffer.from(`${moment.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));

/** Tag, length, contents. */
function der(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const contents = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthOf(contents.length)]), contents]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return [0x80 | bytes.length, ...bytes];
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
