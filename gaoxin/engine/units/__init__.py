"""Whether the units of a model's equations balance, told in the modeller's own words."""
