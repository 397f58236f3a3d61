"""`make scale`: the plan of every statement in a vault of ten million records on a server, and what a record takes there."""

from __future__ import annotations

import sys

from benchmarks import machine
from tests.postgres_server import a_server
from tests.scale.plans import filled, plans, told


def main() -> int:
    """0 when every plan stays on primary keys."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(machine.described())
    with a_server() as server:
        found = list(plans(server, filled(server, records)))
    print(f"the plans of {records:,} records:\n")
    print("\n".join(told(found)))
    lost = [plan.name for plan in found if not plan.stays_on_the_key]
    print(f"\n{'MISSED' if lost else 'holds '}  not on a primary key: {', '.join(lost) or 'none'}")
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
