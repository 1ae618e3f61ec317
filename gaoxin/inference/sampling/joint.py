"""Moves without gradients: hyperparameters and all else at once, through the linear model.

Given the hyperparameters the posterior is taken for the linear model's, of which a draw is known
(``linear.py``); what the linear model misses is made up for by Metropolis. Where runs bend, few
proposals are taken, and the checks of ``diagnostics.py`` refuse the draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gaoxin.inference.sampling.chains import Chains, metropolis, redraw
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.linear import Conditional, LinearModel, fit_linear
from gaoxin.inference.sampling.starts import hyper_moves

ACCEPTANCE = 0.25
TRIES = 8
HYPER_MOVES, HYPER_STEP = 2, 0.5
WINDOW = 8


@dataclass
class JointMoves:
    """The moves, and how they are tuned while chains burn in.

    Attributes
    ----------
    linear : LinearModel
    boldness : float
        0 to 1: what share of a draw of the linear posterior is new.
    """

    linear: LinearModel
    boldness: float = 0.5
    _seen: list[Chains] = field(default_factory=list)

    def move(
        self, density: Density, chains: Chains, rng: np.random.Generator
    ) -> tuple[Chains, float]:
        """Propose to every chain, and redraw the scales.

        Parameters
        ----------
        density : Density
        chains : Chains
        rng : numpy.random.Generator

        Returns
        -------
        chains : Chains
        acceptance : float
        """
        chains, taken = self.propose(density, chains, rng)
        return redraw(density, chains, rng, TRIES), taken

    def propose(
        self, density: Density, chains: Chains, rng: np.random.Generator
    ) -> tuple[Chains, float]:
        """Propose to every chain.

        Parameters
        ----------
        density : Density
        chains : Chains
        rng : numpy.random.Generator

        Returns
        -------
        chains : Chains
        acceptance : float
        """
        chains, taken = joint(density, chains, self.linear, self.boldness, rng)
        self._seen = [*self._seen[1 - WINDOW :], chains]
        return chains, taken

    @property
    def tuned(self) -> dict[str, float]:
        """What was tuned."""
        return {"boldness": self.boldness}

    def tune(self, acceptance: float, share: float) -> None:
        """Tune how bold proposals are.

        Parameters
        ----------
        acceptance : float
        share : float
            Of the burn-in that is done, 0 to 1.
        """
        gain = 0.5 * (1.0 - share) + 0.05
        bolder = self.boldness * np.exp(gain * (acceptance - ACCEPTANCE))
        self.boldness = float(np.clip(bolder, 0.03, 1.0))

    def learn(self, density: Density) -> None:
        """Fit the linear model to where the chains have been lately."""
        if sum(len(one.at) for one in self._seen) >= 3 * len(density.names):
            at = np.concatenate([one.at for one in self._seen])
            simulated = np.concatenate([one.simulated for one in self._seen], axis=1)
            self.linear = fit_linear(density, at, simulated, inflate=0.0)


def joint(
    density: Density,
    chains: Chains,
    linear: LinearModel,
    boldness: float,
    rng: np.random.Generator,
) -> tuple[Chains, float]:
    """Propose hyperparameters on the linear model's law of them, and a draw of all else.

    Parameters
    ----------
    density : Density
    chains : Chains
    linear : LinearModel
    boldness : float
        0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    chains : Chains
    acceptance : float
        Share of the proposals that are taken.

    Notes
    -----
    Detailed balance holds for prior times the linear likelihood, so that the ratio of the true
    likelihood to the linear one, there and here, is all that Metropolis needs.
    """
    here = Conditional.given(density, linear, chains.at)
    prior, normals = here.unplace(chains.at, rng)
    there = hyper_moves(here, HYPER_MOVES, HYPER_STEP, rng) if density.hyper else here
    columns = list(density.hyper)
    keep = np.sqrt(1.0 - boldness**2)
    prior = keep * prior + boldness * rng.standard_normal(prior.shape)
    prior[:, columns] = there.at[:, columns]
    normals = keep * normals + boldness * rng.standard_normal(normals.shape)
    proposed = Chains.begin(density, there.place(prior, normals))
    with np.errstate(invalid="ignore"):
        new = proposed.log_likelihood - there.log_likelihood(proposed.at)
        old = chains.log_likelihood - here.log_likelihood(chains.at)
        taken = metropolis(new - old, rng)
    return chains.moved(proposed, taken), float(taken.mean())
