"""The rules of the rituals, and the tables they live in."""
