"""For tests of plugins and of programs that use the API: invented courses in a line, and vaults made in milliseconds.

`ipt_notes.testing.pytest_plugin` gives them as fixtures to every pytest run where ipt-notes is installed.
"""
