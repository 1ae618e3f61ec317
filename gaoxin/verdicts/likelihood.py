"""Probabilities in words, on the calibrated scale of the IPCC.

Mastrandrea et al. (2010), *Guidance Note for Lead Authors of the IPCC Fifth Assessment Report
on Consistent Treatment of Uncertainties*, table 1. There the ranges overlap ("likely" is
66-100 %); here each probability gets the narrowest word. The Chinese words are those of the
IPCC's Chinese editions, but 0-33 % is 不太可能: a lay reader takes 不可能 for "impossible".
"""

from __future__ import annotations

from dataclasses import dataclass


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
