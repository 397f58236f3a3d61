"""What leaves a vault as a file for others, and what comes in. Backups and copies are in `trust`."""
