"""What is given out, made from the last commit: `make release`."""
