"""Certificates: what is known of a target, gathered subject by subject.

``outcomes``: what the members say of it, year by year; ``effects``: its strongest levers;
``searches``: the smallest change, searched for or kept; ``grounds``: what the verdict rests on, and
what turns it over; ``helpful``: which datum would tell most; ``rates``: how often the like came
about elsewhere; ``folder``: pages and documents; ``of_zone`` and ``of_model`` put them together.
"""
