"""What people type and press in Slack."""
