"""What every interactive has in common."""
