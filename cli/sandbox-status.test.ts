import { afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../sandbox/traffic/exchange.ts';
import { type LiveStatus, liveStatus } from './sandbox-status.ts';
import { welcome } from './sandbox-welcome.ts';

const exchange = { status: 200, milliseconds: 21, isMirrored: false, server: { version: '1.0' } } as Exchange;
const source = { kind: 'Ingress', namespace: 'shop', name: 'storefront' };

let status: LiveStatus;
afterEach(() => status?.end());

/** What is written to a terminal. */
function shown(terminal: { isTTY?: boolean; columns?: number; hasColors?: () => boolean }): string[] {
  const written: string[] = [];
  status = liveStatus({ ...terminal, write: (text) => written.push(text) });
  status.add({ ...exchange, source });
  status.begin();
  return written;
}

describe('the line of status', () => {
  it('tells rate, shares, success and time', () => {
    const [line] = shown({ isTTY: true, columns: 120 });
    expect(line).toBe('1.0 requests/s   Ingress shop/storefront   1.0 100 %   100.0 % success   p99 21 ms\r');
  });

  it('is coloured if the terminal can', () => {
    expect(shown({ isTTY: true, columns: 120, hasColors: () => true })[0]).toContain('\x1b[32m100.0 % success\x1b[0m');
  });

  it.each([79, 60, 40, 20, 5])('fits into %d columns', (columns) => {
    expect((shown({ isTTY: true, columns })[0] ?? '').trim().length).toBeLessThan(columns);
  });

  it('is cleared for whatever else is to be said, and at the end', () => {
    const written = shown({ isTTY: true });
    status.clear();
    status.clear();
    status.end();
    expect(written.slice(1)).toEqual(['\r\x1b[2K']);
  });

  it('is not there where nobody watches', () => expect(shown({})).toEqual([]));
});

describe('the welcome', () => {
  const ready = {
    url: 'http://127.0.0.1:6444',
    kubeconfig: '/tmp/kubeconfig',
    hasController: true,
    hasShop: true,
    traffic: { gatewayUrl: 'http://127.0.0.1:8080', metricsUrl: 'http://127.0.0.1:41234' },
    gatewayPort: 8080,
    metricsPort: 9090,
  };
  const colored = { isTTY: true, hasColors: () => true };

  it('has no colours where they are not wanted', () => {
    expect(welcome({ isTTY: true, hasColors: () => false }, ready)).not.toContain('\x1b');
    expect(welcome({ hasColors: () => true }, ready)).not.toContain('\x1b');
    expect(welcome(colored, ready)).toContain('\x1b[1m');
  });

  it('says which port is another than was wished for', () => {
    const text = welcome({}, ready);
    expect(text).toContain('gateway  http://127.0.0.1:8080\n');
    expect(text).toContain("metrics  http://127.0.0.1:41234  (port 9090 is in use)  Prometheus' query API\n");
    expect(welcome({}, { ...ready, metricsPort: 0 })).not.toContain('in use');
  });

  it.each([
    ['the shop without traffic', { traffic: undefined }, 'gateway', 'namespace shop'],
    ['traffic without the shop', { hasShop: false }, 'storefront', 'gateway'],
    ['neither', { hasShop: false, traffic: undefined }, 'shop', 'kubectl api-resources'],
  ])('shows %s', (_, more, without, within) => {
    const text = welcome({}, { ...ready, ...more });
    expect(text).not.toContain(without);
    expect(text).toContain(within);
  });
});
