"""What leaves a vault as a file, and what comes in."""
