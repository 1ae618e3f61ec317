"""What remembers: stocks and all that is made of states.

1. ``structural``: numbers that must be known to make states
2. ``stateful``: INTEG, SMOOTH, TREND, samples, fixed delays; ``delays``, those of an order
3. ``levels``: levels of a rule of their own; ``belts``, conveyors and delays of material
"""
