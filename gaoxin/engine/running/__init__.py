"""Running: what is asked for, checked, planned, laid out and stepped through time.

The room knows members and time; it opens no file.

1. ``request``: what the caller wrote
2. ``overrides``, ``parameters``, ``timing``: values from outside in shape, and the time grid;
   ``methods``, the tables of integration
3. ``setup``: all of these for one model; ``restart``, the run that it goes on from
4. ``plan``: how often each value is computed; ``run``, a setup with its plan; ``remembered``, what
   is kept for the next run of the same shape
5. ``tape``, ``schedule``, ``buffers``: the step as a list of calls on reused memory;
   ``rungekutta``, steps of several stages
6. ``machine``: the loop over time for a block of members, with ``forcing`` (what varies in time
   alone), ``queues`` (fixed delays), ``belts`` (delays of changing time), ``returns`` (rates of
   return) and ``stores`` (room for outputs)
7. ``blocks``, ``workers``: all members, in blocks, on all cores; ``children``, their processes;
   ``memory``, what they need; ``pool``, other processes that compute pieces
8. ``replay``: the same run by the slow interpreter
"""
