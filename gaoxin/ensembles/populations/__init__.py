"""Many settings of levers at once: each with the same members, all in one run of the model.

``moves`` says how far each lever may go from the base, ``readings`` what is read of a run, and
``population`` runs them.
"""
