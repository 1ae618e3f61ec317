"""The zone model's own tests: conventions, conservation, extremes, loops, levers, scenarios."""
