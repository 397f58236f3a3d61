# Completion of ipt-notes and ipt for bash. In ~/.bashrc:
#     eval "$(ipt-notes completion bash)"

_ipt_notes() {
    local kind= line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            COMPREPLY+=("$line")
        fi
    done < <(IPT_NOTES_COMPLETE=${COMP_LINE:0:COMP_POINT} IPT_NOTES_COMPLETE_BREAKS=$COMP_WORDBREAKS IPT_NOTES_LOG_FILE= \
        command "$1" completion bash </dev/null 2>/dev/null)
    case $kind in
        files) compopt -o default 2>/dev/null ;;
        folders) compopt -o dirnames 2>/dev/null ;;
    esac
}

complete -F _ipt_notes ipt-notes ipt
