/** Runs a real Prometheus on samples of ours, as long as a test needs it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SeriesStore } from './series-store.ts';

export interface RunningPrometheus {
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

/** Its tool for samples must lie beside the binary. Marks of a series' end are left out: the tool cannot read them. */
export async function startPrometheus(
  binary: string,
  store: SeriesStore,
  settings = 'global: {}',
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-prometheus-'));
  const [samples, config, data] = ['samples.txt', 'config.yaml', 'data'].map((name) => join(folder, name)) as Paths;
  writeFileSync(samples, openMetrics(store));
  writeFileSync(config, `${settings}\n`);
  execFileSync(join(dirname(binary), 'promtool'), ['tsdb', 'create-blocks-from', 'openmetrics', samples, data]);
  const address = `127.0.0.1:${await freePort()}`;
  const paths = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, '--storage.tsdb.retention.time=100y'];
  const child = spawn(binary, [...paths, `--web.listen-address=${address}`], { stdio: 'ignore' });
  const stopped = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill();
    await stopped;
    rmSync(folder, { recursive: true });
  };
  const url = `http://${address}`;
  try {
    return { url, version: await versionOf(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Paths = [samples: string, config: string, data: string];

/** Waits until it answers. */
async function versionOf(url: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (ready?.ok) {
      const answer = await fetch(`${url}/api/v1/status/buildinfo`);
      const { data } = (await answer.json()) as { readonly data: { readonly version: string } };
      return data.version;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no answer from ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function openMetrics(store: SeriesStore): string {
  const names = new Set([...store.series()].map(({ name }) => name));
  const blocks = [...names].map((name) => {
    const lines = [...store.series(name)].flatMap(({ labels, samples: { times, values } }) => {
      const pairs = [...labels.pairs].filter(([label]) => label !== '__name__');
      const text = pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',');
      return times.flatMap((time, index) => lineOf(`${name}{${text}}`, values[index], time));
    });
    return [`# TYPE ${name} unknown`, ...lines].join('\n');
  });
  return `${blocks.join('\n')}\n# EOF\n`;
}

const lineOf = (series: string, value: number | undefined, time: number): string[] =>
  value === undefined ? [] : [`${series} ${String(value).replace('Infinity', 'Inf')} ${(time / 1000).toFixed(3)}`];
