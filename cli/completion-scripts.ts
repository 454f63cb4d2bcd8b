/** What shells are told so that they ask `sluice __complete` for what may come next. */

const BASH = `# sluice completion for bash: source <(sluice completion bash)
_sluice() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(sluice __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _sluice sluice
`;

const ZSH = `#compdef sluice
# sluice completion for zsh: source <(sluice completion zsh)
_sluice() {
  local -a found
  found=("\${(@f)$(sluice __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" = "_sluice" ]]; then
  _sluice
else
  compdef _sluice sluice
fi
`;

const FISH = `# sluice completion for fish: sluice completion fish | source
function __sluice_complete
  set -l words (commandline -opc)
  set -l last (commandline -ct)
  sluice __complete -- $words[2..] "$last" 2>/dev/null
end
complete -c sluice -f -a '(__sluice_complete)'
complete -c sluice -s f -l filename -r -F
`;

export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
