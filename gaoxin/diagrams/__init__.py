"""Stock-and-flow and causal-loop diagrams of any model, laid out from its equations."""
