"""The practice's note templates: the files beside this one."""

API = 1
