/** The controller's settings: command line and environment, read once, checked, and never looked up again. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { pauseSeconds } from '../crds/duration.ts';

/** A setting: its flag, what it means, and how it is read. */
interface Setting {
  readonly about: string;
  /** What stands for the value in the help; switches have none. */
  readonly value?: string;
  readonly schema: z.ZodType;
  /** Where the value comes from without the flag. */
  readonly env?: string;
  /** The setting without which this one means nothing. */
  readonly needs?: string;
}

const port = z.coerce.number().int().min(0).max(65535);
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be a name of lower-case letters, digits and -');
const switched = z.boolean().default(false);
const seconds = z.string().transform(pauseSeconds).pipe(z.number().min(1).max(3600));
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));

export const PARTS = ['rollouts', 'analysis', 'experiments', 'applications', 'reverts'] as const;

const settings = {
  kubeconfig: {
    about: 'kubeconfig file; without it KUBECONFIG, then the cluster this runs in, then the home directory',
    value: 'FILE',
    schema: z.string().optional(),
  },
  context: { about: 'context of the kubeconfig', value: 'NAME', schema: z.string().optional() },
  namespace: { about: 'work in this namespace only', value: 'NAME', schema: name.optional() },
  'control-namespace': {
    about: 'namespace of settings, projects and credentials; without it argocd if it holds argocd-cm, else its own',
    value: 'NAME',
    schema: name.optional(),
  },
  'application-namespaces': {
    about: 'further namespaces with Applications, separated by commas: globs, or expressions between slashes',
    value: 'LIST',
    schema: list.optional(),
  },
  'instance-id': {
    about: 'work on objects with this controller-instance-id label only, beside another controller',
    value: 'ID',
    schema: name.optional(),
  },
  enable: {
    about: `parts to run, separated by commas: ${PARTS.join(', ')}; without it all`,
    value: 'LIST',
    schema: list.pipe(z.array(z.enum(PARTS))).default([...PARTS]),
  },
  shards: {
    about: 'into how many shards the work is split; several replicas share them',
    value: 'N',
    schema: z.coerce.number().int().min(1).max(256).default(1),
  },
  'lease-namespace': {
    about: 'namespace of the leases; without it its own',
    value: 'NAME',
    env: 'POD_NAMESPACE',
    schema: name.optional(),
  },
  'metrics-port': { about: 'port of /metrics', value: 'PORT', schema: port.default(8090) },
  'health-port': { about: 'port of /healthz and /readyz', value: 'PORT', schema: port.default(8080) },
  'webhook-port': {
    about: 'port of the admission webhook; without it there is none',
    value: 'PORT',
    schema: port.optional(),
    needs: 'webhook-cert-dir',
  },
  'webhook-cert-dir': {
    about: 'folder with tls.crt and tls.key of the admission webhook',
    value: 'DIR',
    schema: z.string().optional(),
    needs: 'webhook-port',
  },
  'log-level': {
    about: 'debug, info, warn or error',
    value: 'LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
  'analysis-job-namespace': {
    about: 'namespace of the Jobs of analyses; without it that of the AnalysisRun',
    value: 'NAME',
    env: 'ARGO_ROLLOUTS_ANALYSIS_JOB_NAMESPACE',
    schema: name.optional(),
  },
  'aws-verify-target-group': {
    about: 'ask AWS whether load balancers forward as Ingresses of class alb say, and wait until they do',
    schema: switched,
  },
  'alb-tag-key-resource-id': {
    about: 'key of the tag that says which Service a target group is for',
    value: 'KEY',
    schema: z.string().min(1).default('ingress.k8s.aws/resource'),
  },
  'aws-target-group-binding-api-version': {
    about: 'version of TargetGroupBindings',
    value: 'VERSION',
    schema: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'must be such as elbv2.k8s.aws/v1beta1')
      .default('elbv2.k8s.aws/v1beta1'),
  },
  'verify-retry-interval': {
    about: 'when to ask AWS again: seconds, or such as 30s or 1m',
    value: 'TIME',
    env: 'ROLLOUT_VERIFY_RETRY_INTERVAL',
    schema: seconds.default(10),
  },
  'dry-run': { about: 'decide and log, but write nothing', schema: switched },
} as const satisfies Record<string, Setting>;

type Flag = keyof typeof settings;
export type Config = { readonly [F in Flag]: z.output<(typeof settings)[F]['schema']> };

/** What the user got wrong, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function readConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Config {
  const given = { ...fromEnvironment(env), ...fromArguments(argv) };
  const schema = z.object(Object.fromEntries(Object.entries(settings).map(([flag, { schema }]) => [flag, schema])));
  const { data, error } = schema.safeParse(given);
  const [issue] = error?.issues ?? [];
  if (issue) {
    const flag = String(issue.path[0]);
    throw new UsageError(`--${flag} ${JSON.stringify(given[flag])}: ${issue.message.toLowerCase()}`);
  }
  assertComplete(given);
  return Object.freeze(data) as Config;
}

function assertComplete(given: Readonly<Record<string, unknown>>): void {
  for (const [flag, { needs }] of Object.entries(settings as Record<string, Setting>)) {
    const isAlone = needs !== undefined && given[flag] !== undefined && given[needs] === undefined;
    if (isAlone) throw new UsageError(`--${flag} needs --${needs}`);
  }
}

function fromArguments(argv: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    Object.entries(settings).map(([flag, setting]) => [
      flag,
      { type: 'value' in setting ? 'string' : 'boolean' } as const,
    ]),
  );
  try {
    return { ...parseArgs({ args: [...argv], options, strict: true }).values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '').toLowerCase() : String(error));
  }
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const found = Object.entries(settings as Record<string, Setting>).flatMap(([flag, setting]) => {
    const value = setting.env && env[setting.env];
    return value ? [[flag, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** One line a setting: the flag, what it means, its default. */
export function configHelp(): string {
  const rows = Object.entries(settings as Record<string, Setting>).map(([flag, { about, value, schema, env }]) => {
    const usual = schema.safeParse(undefined).data;
    const shown = usual === undefined || usual === false || flag === 'enable' ? '' : ` (default ${String(usual)})`;
    return [`  --${flag}${value ? ` ${value}` : ''}`, `${about}${shown}${env ? ` [${env}]` : ''}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}`).join('\n');
}
