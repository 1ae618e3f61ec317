"""Running: what is asked for, planned, laid out and stepped through time. Knows no file."""
