"""`ipt-notes client`: add, list, show, edit, plan, conclude, retain, rekey and erase clients."""

from __future__ import annotations

from ipt_notes.cli import frame

app = frame.group(
    "Clients and their courses: add, list, show, edit, plan, conclude, retention, rekey, erase."
)
ELSEWHERE = {
    "add": "_client_add",
    "list": "_client_list",
    "plan": "_client_plan",
    "conclude": "_client_plan",
    "edit": "_client_edit",
    "show": "_client_show",
    "retention": "_client_retention",
    "erase": "_client_erase",
    "rekey": "_client_rekey",
}
