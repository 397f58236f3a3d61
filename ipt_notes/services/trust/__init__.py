"""That nothing is lost or changed unseen: streams, ledger, heads, audit, backup, erasure."""
