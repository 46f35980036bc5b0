"""What workers do: one function a kind of task."""
