"""What the loop over tiles and time works on: an array of whole numbers a thread, the slots.

Addresses and counts. Lists of addresses are arrays with a fixed number of whole numbers an entry.
"""

from __future__ import annotations

from enum import IntEnum, auto


class Slot(IntEnum):
    """What stands where in the slots of a thread."""

    BEGIN = auto()
    """Addresses of the model's functions; `BOTH` does `STEP` and `SAVE`, or is 0."""
    STEP = auto()
    SAVE = auto()
    BOTH = auto()
    CALLS = auto()
    """Inner loops of NumPy, address and data of each."""
    STATE_A = auto()
    """Rows of this thread's tile: states now and next, by turns."""
    STATE_B = auto()
    MEMBER = auto()
    UNIFORM = auto()
    INPUT = auto()
    RESULT = auto()
    SCRATCH = auto()
    FIRST = auto()
    """The first step, and the last."""
    LAST = auto()
    END = auto()
    """The member after the last of the block."""
    ORIGIN = auto()
    """The member at which values that do not depend on the member are kept."""
    NUMBER = auto()
    """The number of the first member of all, to which its random numbers belong."""
    INSTANTS = auto()
    """Instants a step."""
    SAVED = auto()
    """For each step from the first on, its place among the saved ones, or -1."""
    MOVING = auto()
    """Uniform rows that vary in time: their count, the rows, the values (a row an instant)."""
    MOVING_ROWS = auto()
    MOVING_VALUES = auto()
    GIVEN = auto()
    """Inputs of `begin`: address, bytes a member."""
    GIVEN_LIST = auto()
    PATHS = auto()
    """Inputs of `step`: row, address, bytes an instant, bytes a member."""
    PATHS_LIST = auto()
    STARTING_NOISE = auto()
    """Random numbers: two words of a key, elements, first input row."""
    STARTING_NOISE_LIST = auto()
    NOISE = auto()
    NOISE_LIST = auto()
    STEADY = auto()
    """Outputs: result row, address, bytes an instant, bytes a member (0: one for all)."""
    STEADY_LIST = auto()
    OUTPUTS = auto()
    OUTPUTS_LIST = auto()
    STATES = auto()
    """Rows of states, and how many of them are integrals."""
    INTEGRALS = auto()
    QUEUES = auto()
    """Fixed delays of one length for all: length, first ring row, rows."""
    QUEUES_LIST = auto()
    FIRST_QUEUE = auto()
    """Row of states of the first fixed delay, and its row of results."""
    QUEUE_RESULT = auto()
    LOOSE = auto()
    """After these, delays whose length varies over members: address, bytes a member, ring row, rows."""  # noqa: E501
    LOOSE_LIST = auto()
    KEPT_RINGS = auto()
    """What rings hold at first in a run that goes on: address (or 0), rows, bytes a row, a member."""  # noqa: E501
    RINGS = auto()
    POSITIONS = auto()
    """Position in each ring; for loose ones a row each, after as many rows of lengths."""
    LENGTHS = auto()
    STAGES = auto()
    """Rows of the method's table, 0 for Euler: the stages after the first, then the step's end."""
    STAGES_LIST = auto()
    """Of each: instants after the step's beginning, and the step over the divisor, as bits."""
    COUNTS = auto()
    """Multiples of the slopes, as bits, a row of `STAGES` numbers for each row of the table."""
    RESULT_BYTES = auto()
    """From the results of a stage to those of the next."""
    FLOORS = auto()
    """For each integral, whether it stops at zero."""
    STAGE_STATE = auto()
    """Rows of this thread for the states at a stage, and for what is not wanted of it."""
    STAGE_NEXT = auto()

    KEPT = auto()
    """States before each step, kept for the way back; bytes from a step's to the next's."""
    KEPT_BYTES = auto()
    BACK_BEGIN = auto()
    """Addresses of the functions that are read backwards."""
    BACK_STEP = auto()
    BACK_SAVE = auto()
    BACK_A = auto()
    """Derivatives by states, after a step and before, by turns."""
    BACK_B = auto()
    MEMBER_SUM = auto()
    """Derivatives by what is computed once a member, by inputs, by results of each stage."""
    INPUT_SUM = auto()
    WEIGHT = auto()
    BACK_RINGS = auto()
    """Derivatives by states of fixed delays, on their way to what went in."""
    STAGES_KEPT = auto()
    """States at the stages after the first, and derivatives by one of them."""
    STAGE_SUM = auto()
    ZERO = auto()
    """As many zeros as there are states."""
    MEMBER_ROWS = auto()
    """Rows of member values, of inputs, of results, of rings."""
    INPUT_ROWS = auto()
    RESULT_ROWS = auto()
    RING_ROWS = auto()
    WEIGHTS = auto()
    """Weights of outputs: result row, address, bytes an instant, bytes a member."""
    WEIGHTS_LIST = auto()
    STEADY_WEIGHTS = auto()
    STEADY_WEIGHTS_LIST = auto()
    PATH_GRADIENTS = auto()
    """Where derivatives by inputs go: input row, address, bytes an instant, bytes a member."""
    PATH_GRADIENTS_LIST = auto()
    BEGIN_GRADIENTS = auto()
    BEGIN_GRADIENTS_LIST = auto()


SLOTS = len(Slot) + 1
"""Whole numbers a thread needs; the first is not used."""
