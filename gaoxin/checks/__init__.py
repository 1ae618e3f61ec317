"""What ``gaoxin check`` asks: of a workspace files, extremes, reality checks; of any model PySD.

Units are the engine's (``gaoxin.engine.units``), because any model has them.
"""
