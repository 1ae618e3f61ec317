"""Probabilities in words, on the calibrated scale of the IPCC.

Mastrandrea et al. (2010), *Guidance Note for Lead Authors of the IPCC Fifth Assessment Report
on Consistent Treatment of Uncertainties*, table 1. There the ranges overlap ("likely" is
66-100 %); here each probability gets the narrowest word. The Chinese words are those of the
IPCC's Chinese editions, but 0-33 % is 不太可能: a lay reader takes 不可能 for "impossible".

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

    `colour` fills its cell in the report: orange to blue through white, told apart by readers
    with any common colour vision deficiency, each light enough for black text.
    """

    key: str
    at_least: float
    en: str
    zh: str
    colour: str


LIKELIHOODS = (
    Likelihood("virtually_certain", 0.99, "virtually certain", "几乎确定", "#5b9bca"),
    Likelihood("very_likely", 0.90, "very likely", "很可能", "#94bfde"),
    Likelihood("likely", 0.66, "likely", "可能", "#cfe2f0"),
    Likelihood("as_likely_as_not", 0.33, "about as likely as not", "或许可能", "#f4f3ef"),
    Likelihood("unlikely", 0.10, "unlikely", "不太可能", "#f8dfc9"),
    Likelihood("very_unlikely", 0.01, "very unlikely", "很不可能", "#efb587"),
    Likelihood("exceptionally_unlikely", 0.0, "exceptionally unlikely", "几乎不可能", "#de8a4f"),
)
"""From certain to impossible; a bound belongs to the more certain word."""


def likelihood(probability: float) -> Likelihood:
    """Return the word for a probability in [0, 1].

    Examples
    --------
    >>> likelihood(0.7).en
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
    >>> [likelihood_of(0, members).en for members in (5, 20, 99, 2000)]
    ['about as likely as not', 'unlikely', 'very unlikely', 'exceptionally unlikely']
    """
    if members >= FEW:
        return likelihood(met / members)
    low, high = interval_95(met, members)
    return likelihood(min(max(low, 0.5), high))
