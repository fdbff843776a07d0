"""What threads hear from other features."""
