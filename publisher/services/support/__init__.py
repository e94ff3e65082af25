"""What people need to understand and help: stories, failures, remedies, the error reference."""
