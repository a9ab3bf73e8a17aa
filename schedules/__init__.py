"""What happens by itself, at its time."""
