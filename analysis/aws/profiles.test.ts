import { expect, it } from 'vitest';
import { profileNamed, profilesIn } from './profiles.ts';

const CONFIG = `# mine
stray = setting
[default]
region = eu-west-1 ; near
s3 =
  max_retries = 3
[profile dev]
Role_Arn=arn:aws:iam::1:role/dev
source_profile = default
[profile "two words"]
region=us-east-2
nothing
`;

it('reads the profiles of a file', () =>
  expect(profilesIn(CONFIG)).toEqual({
    default: { region: 'eu-west-1', s3: '' },
    dev: { role_arn: 'arn:aws:iam::1:role/dev', source_profile: 'default' },
    'two words': { region: 'us-east-2' },
  }));

it.each<[name: string, profile: object | undefined]>([
  ['default', { region: 'eu-west-1', s3: '', aws_access_key_id: 'A' }],
  ['keys', { aws_access_key_id: 'B' }],
  ['none', undefined],
])('profile %s is what both files say of it', (name, profile) =>
  expect(profileNamed(name, CONFIG, '[default]\naws_access_key_id=A\n[keys]\r\naws_access_key_id = B')).toEqual(
    profile,
  ),
);
