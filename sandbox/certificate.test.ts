import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { selfSigned } from './certificate.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY_MS = 24 * 3_600_000;

describe('a certificate of the sandbox', () => {
  const { key, certificate } = selfSigned(NOW);
  const read = new X509Certificate(certificate);

  it('belongs to its key', () => {
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it('is signed by itself and its own authority', () => {
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkIssued(read)).toBe(true);
    expect(read.ca).toBe(true);
  });

  it('is good for this machine and no other', () => {
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkHost('localhost')).toBe('localhost');
    expect(read.checkIP('127.0.0.2')).toBeUndefined();
    expect(read.checkHost('example.com')).toBeUndefined();
  });

  it('is good from the day before, for clocks that are late, and for a year', () => {
    expect(Date.parse(read.validFrom)).toBe(NOW.getTime() - DAY_MS);
    expect(Date.parse(read.validTo)).toBe(NOW.getTime() + 365 * DAY_MS);
  });

  it('is another each time, with a positive number of at most 20 bytes', () => {
    const other = new X509Certificate(selfSigned(NOW).certificate);
    expect(other.serialNumber).not.toBe(read.serialNumber);
    expect(other.fingerprint256).not.toBe(read.fingerprint256);
    expect(read.serialNumber).toMatch(/^(0?1)[0-9A-F]{30}$/);
  });
});
