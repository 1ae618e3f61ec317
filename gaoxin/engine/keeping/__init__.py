"""Keeping: what is left of a run, and why a member failed.

1. ``trajectories``: a run, simulated, checked and kept whole; ``results``, it as a Dataset
2. ``diagnose``: members that left the finite numbers, and the first bad value of each; ``missing``,
   where NaN is no fault
3. ``streams``, ``columns``: runs too large to keep whole, a column an output and instant; ``lazy``,
   a Dataset that reads them when they are asked for; ``stored``, runs in a folder that are gone on
   with
4. ``gradients``: derivatives of outputs, as Datasets; ``prepared``, a run and its derivatives that
   are asked for over and over, as plain arrays
5. ``reducers``, ``reduce``: statistics of a column, and of all columns of a run
6. ``frames``: results as a table of pandas
"""
