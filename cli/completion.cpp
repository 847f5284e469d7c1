#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

// Each script asks the program itself, so none can go stale. The answer is one
// "word<TAB>description" a line;
// ":files" asks for file names.
constexpr const char* kBash = R"sh(# bash completion for checkoutdiag
_checkoutdiag() {
  local typed="${COMP_LINE:0:COMP_POINT}" words word current
  read -ra words <<< "$typed"
  [[ $typed == *[[:space:]] ]] && words+=("")
  current="${words[-1]}"
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word == ":files" ]]; then
      local path="${current##*=}" file
      while IFS= read -r file; do COMPREPLY+=("${current%"$path"}$file"); done \
        < <(compgen -f -- "$path")
      compopt -o filenames 2> /dev/null
    else
      COMPREPLY+=("${word%%$'\t'*}")
    fi
  done < <("${words[0]}" __complete "${words[@]:1}" 2> /dev/null)
  # Readline replaces only what follows the last of its own word breaks.
  local before="" i
  for ((i = ${#current} - 1; i >= 0; i--)); do
    if [[ ${current:i:1} == [=:] && $COMP_WORDBREAKS == *"${current:i:1}"* ]]; then
      before="${current:0:i+1}"
      break
    fi
  done
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]="${COMPREPLY[i]#"$before"}"; done
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2> /dev/null
  return 0
}
complete -F _checkoutdiag checkoutdiag
)sh";

constexpr const char* kZsh = R"sh(#compdef checkoutdiag
# zsh completion for checkoutdiag
_checkoutdiag() {
  local -a found plain open
  local line files=0
  for line in ${(f)"$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2> /dev/null)"}; do
    if [[ $line == ":files" ]]; then
      files=1
    elif [[ $line == *$'\t'* ]]; then
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    elif [[ $line == *= ]]; then
      open+=("$line")
    else
      plain+=("$line")
    fi
  done
  (( ${#found} )) && _describe -t words word found
  (( ${#plain} )) && compadd -a plain
  (( ${#open} )) && compadd -S '' -a open
  if (( files )); then
    [[ $PREFIX == *=* ]] && compset -P '*='
    _files
  fi
}
if [[ $funcstack[1] == _checkoutdiag ]]; then
  _checkoutdiag "$@"
else
  compdef _checkoutdiag checkoutdiag
fi
)sh";

constexpr const char* kFish = R"sh(# fish completion for checkoutdiag
function __checkoutdiag_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l current $words[-1]
    for line in ($words[1] __complete $words[2..-1] 2> /dev/null)
        if test "$line" = ":files"
            set -l before (string match -r '^(?:--[a-z-]+=)?(?:[a-z]+=)?' -- $current)
            for path in (__fish_complete_path (string replace -- "$before" '' $current))
                echo "$before$path"
            end
        else
            echo $line
        end
    end
end
complete -c checkoutdiag -f -a '(__checkoutdiag_complete)'
)sh";

}  // namespace

int run_completion(const CompletionOptions& options) {
  if (options.shell == "bash")
    print(kBash);
  else if (options.shell == "zsh")
    print(kZsh);
  else if (options.shell == "fish")
    print(kFish);
  else
    throw Failure(Failure::Kind::usage,
                  "there is no completion for " + text::printable(options.shell, 80),
                  "it is one of bash, zsh, fish");
  return 0;
}

}  // namespace checkoutdiag
