"""Values: a graph of small typed operations on arrays, and how to compute it. Knows no text."""
