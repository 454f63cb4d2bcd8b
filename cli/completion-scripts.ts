/** What shells are told so that they ask `sluice __complete` for what may come next. Whoever has only the plugin asks that. */

const BASH = `# sluice completion for bash: source <(sluice completion bash)
_sluice() {
  local word words=()
  COMPREPLY=()
  # Bash takes --flag=value for three words.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && ( "$word" == = || "\${words[-1]}" == --*= ) ]]; then
      words[-1]+="$word"
    else
      words+=("$word")
    fi
  done
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <("\${1/#\\~/$HOME}" __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _sluice sluice kubectl-sluice
`;

const ZSH = `#compdef sluice kubectl-sluice
# sluice completion for zsh: source <(sluice completion zsh)
_sluice() {
  local -a found
  found=("\${(@f)$("\${(e)words[1]/#\\~/$HOME}" __complete -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" = "_sluice" ]]; then
  _sluice
else
  compdef _sluice sluice kubectl-sluice
fi
`;

const FISH = `# sluice completion for fish: sluice completion fish | source
function __sluice_complete
  set -l words (commandline -opc)
  set -l last (commandline -ct)
  $words[1] __complete -- $words[2..] "$last" 2>/dev/null
end
for name in sluice kubectl-sluice
  complete -c $name -f -a '(__sluice_complete)'
  complete -c $name -s f -l filename -r -F
end
`;

const KUBECTL = `#!/bin/sh
# sluice completion for kubectl 1.26 and later, whose shells complete kubectl already. As an executable file on the PATH:
#   sluice completion kubectl > /usr/local/bin/kubectl_complete-sluice
exec kubectl-sluice __complete -- "$@"
`;

export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH, kubectl: KUBECTL };
