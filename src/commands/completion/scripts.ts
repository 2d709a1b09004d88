import type { shells } from '../completion.ts';

/**
 * What each shell sources. A script knows no command: it hands the words of the line to `jetway complete`, whose answers
 * are words with what they are behind a tab, and offers files where there are none.
 */
export const scripts: Readonly<Record<(typeof shells)[number], string>> = {
  // Bash cuts words at `:` and `=`, as in `vendor/model:free`: they are joined again, and of an answer only what stands
  // behind the last cut is taken. Nothing in here needs more than bash 3.2.
  bash: `# jetway: completion for bash. Install: echo 'source <(jetway completion bash)' >> ~/.bashrc
_jetway() {
  local line cut word answer IFS=$'\\n'
  local -a words=()
  local index
  for ((index = 1; index <= COMP_CWORD; index += 1)); do
    word=\${COMP_WORDS[index]}
    if [[ \${#words[@]} -gt 0 && ( $word == [:=]* || \${COMP_WORDS[index-1]} == *[:=] ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
  done
  local last=\${words[\${#words[@]}-1]}
  # As typed, with quotes and backslashes: what is meant is looked for.
  case $last in
    [\\"\\']*) last=\${last:1} ;;
    *) last=\${last//\\\\/} ;;
  esac
  words[\${#words[@]}-1]=$last
  cut=\${last%"\${last##*[:=]}"}
  COMPREPLY=()
  for line in $(jetway complete -- "\${words[@]}" 2>/dev/null </dev/null); do
    answer=\${line%%$'\\t'*}
    answer=\${answer#"$cut"}
    case \${COMP_WORDS[COMP_CWORD]} in
      [\\"\\']*) ;;
      *) answer=$(printf '%q' "$answer") ;;
    esac
    COMPREPLY+=("$answer")
  done
  [[ \${COMPREPLY[0]-} == *= && \${#COMPREPLY[@]} -eq 1 ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _jetway jetway
`,
  zsh: `#compdef jetway
# jetway: completion for zsh. Install: echo 'source <(jetway completion zsh)' >> ~/.zshrc
_jetway() {
  local line
  local -a offers
  while IFS= read -r line; do
    [[ $line == *$'\\t'* ]] || line+=$'\\t'
    offers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(jetway complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
  if (( \${#offers} )); then _describe -V jetway offers; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _jetway jetway
`,
  fish: `# jetway: completion for fish. Install: jetway completion fish > ~/.config/fish/completions/jetway.fish
function __jetway_offers
  set -l words (commandline -opc) (commandline -ct)
  jetway complete -- $words[2..-1] 2>/dev/null </dev/null
end
complete -c jetway -f -n 'test (count (__jetway_offers)) -gt 0' -a '(__jetway_offers)'
`,
  powershell: `# jetway: completion for PowerShell. Install: jetway completion powershell | Add-Content $PROFILE
Register-ArgumentCompleter -Native -CommandName jetway -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
  jetway complete -- @words $wordToComplete 2>$null | ForEach-Object {
    $word, $about = $_ -split "\`t", 2
    $text = if ($word -match "[\\s'$]") { "'" + ($word -replace "'", "''") + "'" } else { $word }
    [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $(if ($about) { $about } else { $word }))
  }
}
`,
};
