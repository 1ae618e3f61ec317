"""Writing: folders of results, each replaced as a whole or not at all."""
