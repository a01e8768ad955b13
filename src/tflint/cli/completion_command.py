"""Print a completion script for a shell: commands, options, rules, boards, targets and formats, as they are where you type."""

from __future__ import annotations

from argparse import REMAINDER
from typing import TYPE_CHECKING

from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# Each asks `tflint completion SHELL WORD…` with the words up to the cursor, the last one empty or begun; an answer is a line, a tab before what it means,
# and `*` stands for the names of files.
BASH = r"""# in ~/.bashrc: eval "$(tflint completion bash)"
_tflint() {
    local typed word about current="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE:0:COMP_POINT}"
    read -r -a typed <<<"$line"
    [[ $line == *[[:space:]] ]] && typed+=("")
    [[ $current == [=@:,] ]] && current=
    local skip=$((${#typed[${#typed[@]} - 1]} - ${#current}))  # bash takes = and @ for ends of words, and wants the rest only
    COMPREPLY=()
    while IFS=$'\t' read -r word about; do
        if [[ $word == "*" ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
        else
            COMPREPLY+=("${word:skip > 0 ? skip : 0}")
        fi
    done < <("${COMP_WORDS[0]}" completion bash "${typed[@]:1}" 2>/dev/null)
}
complete -o bashdefault -F _tflint tflint tflite-lint
"""
ZSH = r"""#compdef tflint tflite-lint
# in ~/.zshrc, after compinit: eval "$(tflint completion zsh)"
_tflint() {
    local word about files
    local -a described
    while IFS=$'\t' read -r word about; do
        if [[ $word == '*' ]]; then
            files=yes
        else
            described+=("${word//:/\\:}:$about")
        fi
    done < <("${words[1]}" completion zsh "${(@)words[2,CURRENT]}" 2>/dev/null)
    (( $#described )) && _describe 'tflint' described
    [[ -n $files ]] && _files
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _tflint "$@"
else
    compdef _tflint tflint tflite-lint
fi
"""
FISH = r"""# tflint completion fish > ~/.config/fish/completions/tflint.fish
function __tflint_complete
    set -l typed (commandline -opc) (commandline -ct)
    for line in ($typed[1] completion fish $typed[2..-1] 2>/dev/null)
        if test "$line" = "*"
            __fish_complete_path (commandline -ct)
        else
            printf '%s\n' $line
        end
    end
end
complete -c tflint -f -a '(__tflint_complete)'
complete -c tflite-lint -f -a '(__tflint_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint completion`."""
    parser.add_argument("shell", choices=tuple(SCRIPTS), help="the shell; its script goes to stdout")
    parser.add_argument("words", nargs=REMAINDER, metavar="WORD", help="what the scripts ask: the words up to the cursor")


def run(arguments: Namespace) -> int:
    """Run `tflint completion`; return the exit code."""
    if not arguments.words:
        print(SCRIPTS[arguments.shell], end="")
        return CLEAN
    from tflint.cli import completion_candidates

    for word, about in completion_candidates.candidates(arguments.words):
        print(f"{word}\t{about}" if about else word)
    return CLEAN
