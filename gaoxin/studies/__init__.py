"""Studies: what the verbs do, as functions that can be called from Python."""
