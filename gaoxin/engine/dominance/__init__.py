"""Which feedback loops make a model's behaviour, and when: Loops that Matter.

Schoenberg, Davidsen and Eberlein (2020), Understanding model behavior using the Loops that Matter
method, System Dynamics Review 36(2); Eberlein and Schoenberg (2020), Finding the loops that
matter; Schoenberg, Hayward and Eberlein (2023), Improving Loops that Matter, System Dynamics
Review 39(2).
"""
