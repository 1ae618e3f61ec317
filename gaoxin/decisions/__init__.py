"""What would have to change: searches, sensitivities and regions, on plain arrays.

Nothing here runs a model: a function that does comes in.

1. ``goals``: what is asked for, and by how much each member meets or misses it
2. ``problem``: settings of levers in, efforts and margins out; what a solution is
3. ``evolution``: the evolution strategy, which finds the neighbourhood
4. ``polish``: sequential linear programs, which find the vertex
5. ``reach``: the least effort for a probability, the front of both, the most a budget buys
"""
