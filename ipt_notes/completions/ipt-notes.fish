# Completion of ipt-notes and ipt for fish. Save it as ~/.config/fish/completions/ipt-notes.fish, and for the short name:
#     ln -s ipt-notes.fish ~/.config/fish/completions/ipt.fish

function __ipt_notes_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program $typed[1]
    set -lx IPT_NOTES_COMPLETE (string join \n -- $typed[2..] "$current" | string collect --no-trim-newlines)
    set -lx IPT_NOTES_LOG_FILE
    set -l answer (command $program completion fish </dev/null 2>/dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path $current
        case folders
            __fish_complete_directories $current ''
        case '*'
            set -q answer[2]; and printf '%s\n' $answer[2..]
    end
end

complete -c ipt-notes -f -a '(__ipt_notes_complete)'
complete -c ipt -f -a '(__ipt_notes_complete)'
