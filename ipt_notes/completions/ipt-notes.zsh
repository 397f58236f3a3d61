#compdef ipt-notes ipt
# Completion of ipt-notes and ipt for zsh. In ~/.zshrc, below compinit:
#     source <(ipt-notes completion zsh)
# or save it as _ipt-notes in a folder of $fpath.

_ipt_notes() {
    local kind= line
    local -a typed choices shown
    typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            choices+=("${line%%$'\t'*}")
            shown+=("${line/$'\t'/  -- }")
        fi
    done < <(IPT_NOTES_LOG_FILE= IPT_NOTES_COMPLETE=${(F)typed} command ${(Q)words[1]} completion zsh </dev/null 2>/dev/null)
    case $kind in
        files) _files ;;
        folders) _files -/ ;;
        *) (( $#choices )) && compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -l -d shown -a -- choices ;;
    esac
}

if [[ ${funcstack[1]-} == _ipt-notes ]]; then
    _ipt_notes "$@"
elif (( $+functions[compdef] )); then
    compdef _ipt_notes ipt-notes ipt
else
    print -u2 'ipt-notes: completion needs `autoload -Uz compinit && compinit` above it in ~/.zshrc'
fi
