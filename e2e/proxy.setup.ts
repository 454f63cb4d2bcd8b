/** A door to the test cluster that needs no credentials: kubectl proxy, on a port of its choice. */
import { spawn } from 'node:child_process';

export interface Proxy {
  readonly url: string;
  stop(): void;
}

export function startProxy(kubeconfig: string): Promise<Proxy> {
  const child = spawn('kubectl', ['--kubeconfig', kubeconfig, 'proxy', '--port=0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error('kubectl proxy does not start')), 30_000);
    child.once('close', () => clearTimeout(giveUp));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`kubectl proxy ended with ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const address = / on ([\d.]+:\d+)/.exec(String(chunk))?.[1];
      if (!address) return;
      clearTimeout(giveUp);
      resolve({ url: `http://${address}`, stop: () => child.kill() });
    });
  });
}
