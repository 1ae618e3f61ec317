"""Words: numbers, units, names and sentences as a reader of either language expects them."""
