"""The conductor: tasks, cache and publishing."""
