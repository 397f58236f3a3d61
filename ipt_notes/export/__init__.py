"""One file an export; `MACHINERY` names the files that are none."""

MACHINERY = (
    "audiences",
    "chart_file",
    "file_names",
    "files",
    "folders",
    "locked",
    "paper",
    "plugged",
    "stationery",
)
