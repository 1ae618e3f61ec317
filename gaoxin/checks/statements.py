"""A reality check as it is written: the form of ``model/reality_checks.toml``.

What may be expected is a relation: said of a run alone, against the same members with nothing set,
or along the values of a sweep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from gaoxin.checks.terms import Terms
from gaoxin.desks.form import Form, From, Words, Year

Within = Literal["does not rise", "does not fall", "zero", "at least", "at most", "equals", "gains"]
"""Said of a run alone; the last four compare with a number or with other variables."""

Against = Literal["below", "above", "not below", "not above", "unchanged"]
"""Said against the same members with nothing set."""

Along = Literal["rises with it", "falls with it", "never falls with it", "never rises with it"]
"""Said of the runs along the values of `through`, each against the one before it."""

Relation = Literal[Within, Against, Along]

AGAINST, ALONG = frozenset(get_args(Against)), frozenset(get_args(Along))

SLACK = 1e-9
"""Of the greatest value of a member: what rounding may do."""


COMPARED = {"at least", "at most", "equals"}
"""With a number or with variables of the same run."""


class Expectation(Form):
    """What must follow, for every element of a variable and at every saved time of a window.

    ``below``, ``above``, ``rises with it`` and ``falls with it`` ask for a difference at the
    window's end only: an effect takes time.
    """

    variable: str = Field(
        min_length=1, description="A variable, or variable[element]; several with + or - between."
    )
    is_: Annotated[Relation, Field(alias="is")]
    value: float | None = Field(default=None, description="Of 'at least', 'at most', 'equals'.")
    than: str | None = Field(
        default=None,
        min_length=1,
        description="Variables instead of a value; of 'gains' the flows, per unit of time.",
    )
    total: bool = Field(default=False, description="Elements are summed before they are judged.")
    after: Year | None = Field(default=None, description="End of the year from which it holds.")
    until: Year | None = Field(default=None, description="End of the year to which it holds.")
    within: float = Field(
        default=SLACK, ge=SLACK, le=0.5, description="Slack, of the member's greatest value."
    )

    @model_validator(mode="after")
    def _compared(self) -> Expectation:
        given = (self.value is not None) + (self.than is not None)
        if given != (self.is_ in COMPARED or self.is_ == "gains"):
            raise ValueError(
                "'at least', 'at most' and 'equals' need a value, or than with variables, "
                "'gains' than; the others take none"
            )
        if self.is_ == "gains" and self.than is None:
            raise ValueError("'gains' needs than, with the flows")
        if self.after is not None and self.until is not None and self.until < self.after:
            raise ValueError("until lies before after")
        return self


class Statement(Form):
    """One reality check."""

    name: Words
    why: Words
    given: dict[str, float] = Field(
        default={}, description="Constants of both runs that are compared, from the start."
    )
    levers: Literal["neutral", "anywhere"] = Field(
        default="neutral", description="'anywhere': each is drawn over its range, in all runs."
    )
    set: dict[str, float] = Field(default={}, description="Constants, in the model's unit.")
    times: dict[str, float] = Field(default={}, description="Factors of what constants are.")
    through: dict[str, list[float]] = Field(
        default={}, description="Constants set to one value after the other, a run each."
    )
    from_: From = None
    run_to: Year | None = Field(default=None, description="End of the run; the model's if none.")
    every_step: bool = Field(default=False, description="Judged at every step, not year ends.")
    expect: list[Expectation] = Field(min_length=1)
    share: float = Field(
        default=1.0, gt=0.0, le=1.0, description="Of the members that must obey, with exceptions."
    )
    exceptions: Words | None = Field(
        default=None, description="Which members need not obey, and why: of a share below 1."
    )
    missed: Words | None = Field(
        default=None, description="What the model does instead, with the figure, and why it stands."
    )

    @property
    def at_steps(self) -> bool:
        """Return whether the run is saved at every step: what a stock gains is told by steps."""
        return self.every_step or any(one.is_ == "gains" for one in self.expect)

    @model_validator(mode="after")
    def _whole(self) -> Statement:
        if (self.share < 1.0) != (self.exceptions is not None):
            raise ValueError(
                "a share below 1 needs exceptions = { en, zh }: which members need not obey, and "
                "why; without one there are no exceptions"
            )
        lengths = {len(values) for values in self.through.values()}
        if lengths and (len(lengths) > 1 or min(lengths) < 2):
            raise ValueError("through needs two values or more, as many of each constant")
        said = {one.is_ for one in self.expect}
        if said & ALONG and not self.through:
            raise ValueError("what is said of 'it' needs through, the values that it takes")
        if said & AGAINST and not (self.set or self.times or self.through):
            raise ValueError(
                "a comparison with the run with nothing set needs set, times or through: two equal "
                "runs never differ"
            )
        return self


class RealityDocument(Form):
    """The file."""

    checks: dict[str, Statement] = Field(description="By a short name of your own.")


@dataclass(frozen=True)
class Aim:
    """An expectation bound to the model.

    Attributes
    ----------
    terms : Terms
    than : Terms or None
        What they are compared with, or gain a unit of time.
    """

    said: Expectation
    terms: Terms
    than: Terms | None
