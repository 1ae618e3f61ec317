"""Certificates of one run, and the folder that they are written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.studies.folders import check_results
from gaoxin.telling.report.certificate_page import certificate_page, index_page
from gaoxin.telling.writing.folder import write_manifest
from gaoxin.telling.writing.staging import check_ours, staged
from gaoxin.telling.writing.stored_certificates import CERTIFICATES, INDEX

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang
    from gaoxin.studies.run import Study
    from gaoxin.verdicts.certificate import Certificate


@dataclass(frozen=True)
class CertifyStudy:
    """Certificates of all targets under one scenario, or of all goals of a model.

    Attributes
    ----------
    study : Study or None
        The run that they tell of; None for a model of one's own.
    certificates : tuple of Certificate
    searched, reused : int
        Searches done, and taken as they were kept.
    facts : mapping
        What they were made from.
    targets : tuple of Target
        All that a floor can be set for.
    """

    study: Study | None
    certificates: tuple[Certificate, ...]
    searched: int
    reused: int
    facts: Mapping[str, Any]
    targets: tuple[Target, ...]

    def save(self, folder: Path | str = "results", lang: Lang = "en") -> Path:
        """Write a page and a document a target, and a page that lists them; return that page.

        Parameters
        ----------
        folder : Path or str
        lang : {"en", "zh"}
            Shown first.

        Returns
        -------
        Path

        Raises
        ------
        DataError
            It cannot be written, or something stands there that is not of our making.
        """
        out = Path(folder)
        check_results(out)
        check_ours(out / CERTIFICATES)
        with staged(out) as new:
            place = new / CERTIFICATES
            place.mkdir()
            for one in self.certificates:
                text = one.model_dump_json(indent=2) + "\n"
                (place / f"{one.target.id}.json").write_text(text, encoding="utf-8")
                page = certificate_page(one, lang)
                (place / f"{one.target.id}.html").write_text(page, encoding="utf-8")
            index = index_page(self.certificates, lang)
            (place / INDEX).write_text(index, encoding="utf-8")
            write_manifest(place / "manifest.json", self.facts)
        return out / CERTIFICATES / INDEX
