import { describe, expect, it } from 'vitest';
import { configHelp, PARTS, readConfig, UsageError } from './config.ts';

describe('readConfig', () => {
  it('has a default for everything that needs one', () => {
    expect(readConfig([], {})).toEqual({
      enable: [...PARTS],
      shards: 1,
      'metrics-port': 8090,
      'health-port': 8080,
      'log-level': 'info',
      'aws-verify-target-group': false,
      'alb-tag-key-resource-id': 'ingress.k8s.aws/resource',
      'aws-target-group-binding-api-version': 'elbv2.k8s.aws/v1beta1',
      'verify-retry-interval': 10,
      'dry-run': false,
    });
  });

  it.each<[args: string[], field: string, value: unknown]>([
    [['--shards', '16'], 'shards', 16],
    [['--shards=16'], 'shards', 16],
    [['--namespace', 'shop'], 'namespace', 'shop'],
    [['--dry-run'], 'dry-run', true],
    [['--enable', 'rollouts, analysis'], 'enable', ['rollouts', 'analysis']],
    [['--application-namespaces', 'team-*,/^x/'], 'application-namespaces', ['team-*', '/^x/']],
    [['--metrics-port', '0'], 'metrics-port', 0],
    [['--aws-verify-target-group'], 'aws-verify-target-group', true],
    [['--verify-retry-interval', '30'], 'verify-retry-interval', 30],
    [['--verify-retry-interval', '1m'], 'verify-retry-interval', 60],
    [['--webhook-port', '8443', '--webhook-cert-dir', '/tls'], 'webhook-port', 8443],
    [['--webhook-port', '8443', '--webhook-cert-dir', '/tls'], 'webhook-cert-dir', '/tls'],
  ])('reads %j', (args, field, value) => {
    expect(readConfig(args, {})).toMatchObject({ [field]: value });
  });

  it('takes from the environment what the command line does not say', () => {
    expect(readConfig([], { POD_NAMESPACE: 'sluice' })).toMatchObject({ 'lease-namespace': 'sluice' });
    expect(readConfig([], { ROLLOUT_VERIFY_RETRY_INTERVAL: '5s' })).toMatchObject({ 'verify-retry-interval': 5 });
    expect(readConfig(['--lease-namespace', 'a'], { POD_NAMESPACE: 'b' })).toMatchObject({ 'lease-namespace': 'a' });
  });

  it('is not changed by anybody', () => {
    expect(() => Object.assign(readConfig([], {}), { shards: 2 })).toThrow(TypeError);
  });

  it.each<[args: string[], says: string]>([
    [['--shard', '3'], "unknown option '--shard'"],
    [['--shards', '0'], '--shards "0": too small: expected number to be >=1'],
    [['--shards', 'many'], '--shards "many": invalid input: expected number, received nan'],
    [['--metrics-port', '70000'], '--metrics-port "70000": too big: expected number to be <=65535'],
    [['--namespace', 'Shop'], '--namespace "Shop": must be a name of lower-case letters, digits and -'],
    [['--log-level', 'loud'], '--log-level "loud": invalid option: expected one of "debug"|"info"|"warn"|"error"'],
    [
      ['--enable', 'everything'],
      '--enable "everything": invalid option: expected one of "rollouts"|"analysis"|"experiments"|"applications"|"reverts"',
    ],
    [
      ['--webhook-port', '70000', '--webhook-cert-dir', '/tls'],
      '--webhook-port "70000": too big: expected number to be <=65535',
    ],
    [
      ['--verify-retry-interval', 'soon'],
      '--verify-retry-interval "soon": invalid input: expected number, received undefined',
    ],
    [['--verify-retry-interval', '0'], '--verify-retry-interval "0": too small: expected number to be >=1'],
    [['--aws-target-group-binding-api-version', 'v1'], '"v1": must be such as elbv2.k8s.aws/v1beta1'],
    [['--webhook-port', '8443'], '--webhook-port needs --webhook-cert-dir'],
    [['--webhook-cert-dir', '/tls'], '--webhook-cert-dir needs --webhook-port'],
    [['--namespace'], "option '--namespace <value>' argument missing"],
    [['extra'], "unexpected argument 'extra'"],
  ])('refuses %j in one line', (args, says) => {
    expect(() => readConfig(args, {})).toThrow(UsageError);
    expect(() => readConfig(args, {})).toThrow(says);
  });
});

describe('configHelp', () => {
  it('documents every flag with its default', () => {
    const help = configHelp();
    expect(help.split('\n')).toHaveLength(20);
    expect(help).toMatch(/--shards N +.*\(default 1\)/);
    expect(help).toMatch(/--lease-namespace NAME +.*\[POD_NAMESPACE\]/);
    expect(help).toMatch(/--dry-run +decide and log/);
    expect(help).toMatch(/--webhook-port PORT +port of the admission webhook; without it there is none$/m);
    expect(help).toMatch(/--webhook-cert-dir DIR +folder with tls\.crt and tls\.key of the admission webhook$/m);
  });
});
