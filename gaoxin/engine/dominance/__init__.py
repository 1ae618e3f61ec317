"""Which feedback loops make a model's behaviour, and when: Loops that Matter.

Schoenberg, Davidsen and Eberlein (2020), Understanding model behavior using the Loops that Matter
method, System Dynamics Review 36(2); Eberlein and Schoenberg (2020), Finding the loops that
matter; Schoenberg, Hayward and Eberlein (2023), Improving Loops that Matter, System Dynamics
Review 39(2).

1. ``system``: a model cut into its equations; ``history``: one run, remembered whole
2. ``links``: the score of each link, each equation computed again with one input moved
3. ``discover``: the loops that matter; ``given_loops``: those that are named
4. ``scores``: products of link scores, and shares; ``loop_scores``: all of it as a Dataset
"""
