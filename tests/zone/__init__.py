"""The zone model's own tests: conventions, independent runs, conservation, extremes, loops, levers."""
