"""How likely a probability is, on the calibrated scale of the IPCC.

Mastrandrea et al. (2010), *Guidance Note for Lead Authors of the IPCC Fifth Assessment Report
on Consistent Treatment of Uncertainties*, table 1. There the ranges overlap ("likely" is
66-100 %); here each probability gets the narrowest word.

A sample has a say in the word only where it is small: below :data:`FEW` members the word is that
of the probability nearest to one half in the 95 % interval of the share, so that five members out
of five are not "virtually certain". From there on it is the word of the share itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FEW = 100
"""Members below which a word stands for the end of the interval, and not for the share."""

_Z95 = 1.959964  # standard normal, 97.5 % point


@dataclass(frozen=True)
class Likelihood:
    """A word for the probabilities from `at_least` up to the next word's bound.

    Attributes
    ----------
    key : str
        The word, as tables of words and colours name it.
    at_least : float
    """

    key: str
    at_least: float


LIKELIHOODS = (
    Likelihood("virtually_certain", 0.99),
    Likelihood("very_likely", 0.90),
    Likelihood("likely", 0.66),
    Likelihood("as_likely_as_not", 0.33),
    Likelihood("unlikely", 0.10),
    Likelihood("very_unlikely", 0.01),
    Likelihood("exceptionally_unlikely", 0.0),
)
"""From certain to impossible; a bound belongs to the more certain word."""


def likelihood(probability: float) -> Likelihood:
    """Return the word for a probability in [0, 1].

    Examples
    --------
    >>> likelihood(0.7).key
    'likely'
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is not a probability")
    return next(word for word in LIKELIHOODS if probability >= word.at_least)


def interval_95(met: float, members: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability of which `met` of `members` are a sample.

    Wilson's score interval (1927, *JASA* 22, 209-212); where none or all meet it, the rule of
    three (Hanley and Lippman-Hand 1983, *JAMA* 249, 1743-1745): 0 to 3/N, or 1 - 3/N to 1.

    Examples
    --------
    >>> interval_95(0, 2000), interval_95(5, 5)
    ((0.0, 0.0015), (0.4, 1.0))
    >>> [round(end, 3) for end in interval_95(5, 10)]
    [0.237, 0.763]
    """
    bound = min(1.0, 3.0 / members)
    if met in (0, members):
        return (0.0, bound) if met == 0 else (1.0 - bound, 1.0)
    share, weight = met / members, _Z95**2 / members
    centre = (share + weight / 2.0) / (1.0 + weight)
    spread = _Z95 * math.sqrt(share * (1.0 - share) / members + weight / (4.0 * members))
    return centre - spread / (1.0 + weight), centre + spread / (1.0 + weight)


def likelihood_of(met: float, members: int) -> Likelihood:
    """Return the word for `met` of `members`, no stronger than so many can show.

    Examples
    --------
    >>> [likelihood_of(0, members).key for members in (5, 20, 99, 2000)]
    ['as_likely_as_not', 'unlikely', 'very_unlikely', 'exceptionally_unlikely']
    """
    if members >= FEW:
        return likelihood(met / members)
    low, high = interval_95(met, members)
    return likelihood(min(max(low, 0.5), high))
