"""What takes minutes: runs that are killed, several runs at once, a hundred thousand articles. `make soak` runs it."""
