import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCRIPTS } from './completion-scripts.ts';

/** Shells complete a line that ends in `st`, and print what became of it: `storefront` somewhere. */
const SHELLS: Readonly<Record<string, (script: string, line: string) => readonly string[]>> = {
  bash: (script, line) => [
    '--norc',
    '-c',
    `source ${script}
     COMP_WORDS=(${line.replaceAll('=', ' = ')}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
     _sluice "\${COMP_WORDS[0]}" && printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  fish: (script, line) => ['--no-config', '-c', `source ${script}; complete -C '${line}'`],
  // It completes in front of people alone: this is one, at a terminal of its own.
  zsh: (script, line) => [
    '-f',
    '-c',
    `zmodload zsh/zpty; zpty z zsh -f -i
     zpty -w z 'autoload -U compinit; compinit -u -D; source ${script}; bindkey "^I" complete-word; echo RE""ADY'
     while zpty -r z said; do [[ $said == *READY* ]] && break; done
     zpty -w -n z $'echo ""; : \\C-u${line}\\t; echo EN""DED\\n'
     while zpty -r z said; do print -r -- "$said"; [[ $said == *ENDED* ]] && break; done
     zpty -d z`,
  ],
};
const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;

describe('the completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-shells-'));
  const asked = join(folder, 'asked');
  const env = { PATH: `${folder}:/usr/local/bin:/usr/bin:/bin`, HOME: folder, TERM: 'dumb' };
  beforeAll(() => {
    for (const name of ['sluice', 'kubectl-sluice']) {
      const program = `#!/bin/sh\n[ "$1" = __complete ] || exit 0\nprintf '<%s>' "\${0##*/}" "$@" >${asked}\necho storefront\n`;
      writeFileSync(join(folder, name), program);
      chmodSync(join(folder, name), 0o755);
    }
    for (const [shell, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, shell), text);
    chmodSync(join(folder, 'kubectl'), 0o755);
  });
  beforeEach(() => writeFileSync(asked, ''));
  afterAll(() => rmSync(folder, { recursive: true }));

  const rows = Object.keys(SHELLS).flatMap((shell) =>
    [
      ['sluice st', '<sluice><__complete><--><st>'],
      ['sluice abort -n shop st', '<sluice><__complete><--><abort><-n><shop><st>'],
      ['sluice abort --namespace=shop st', '<sluice><__complete><--><abort><--namespace=shop><st>'],
      ['kubectl-sluice set image st', '<kubectl-sluice><__complete><--><set><image><st>'],
    ].map(([line = '', words = '']) => ({ shell, line, words, isMissing: !isThere(shell) })),
  );
  for (const { shell, line, words, isMissing } of rows)
    it.skipIf(isMissing)(`of ${shell} asks for what ends "${line}", and writes it`, () => {
      const arguments_ = SHELLS[shell]?.(join(folder, shell), line) ?? [];
      const said = execFileSync(shell, arguments_, { env, cwd: folder, encoding: 'utf8', timeout: 60_000 });
      expect(readFileSync(asked, 'utf8')).toBe(words);
      expect(said).toContain('storefront');
    });

  it('of kubectl hands on the words', () => {
    expect(execFileSync(join(folder, 'kubectl'), ['abort', 'st'], { env, encoding: 'utf8' })).toBe('storefront\n');
    expect(readFileSync(asked, 'utf8')).toBe('<kubectl-sluice><__complete><--><abort><st>');
  });
});
