"""Certificates as pages: one a target, and one that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gaoxin.telling.words.quantities import number, unit_words

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.verdicts.certificate import Certificate, CertifiedTarget


def certificate_page(certificate: Certificate, lang: Lang) -> str:
    """Return the page of a target, in both languages; `lang` is shown first."""
    met = {row.year: _percent(row.share) for row in certificate.reached}
    band = [
        {
            "year": f"{row.year:g}",
            "p05": number(row.p05),
            "p50": number(row.p50),
            "p95": number(row.p95),
            "met": met.get(row.year, ""),
        }
        for row in certificate.band
    ]
    return _filled(
        "certificate_target.html.j2",
        lang,
        title=certificate.target.name.zh if lang == "zh" else certificate.target.name.en,
        certificate=certificate,
        goal=_goal(certificate.target, lang),
        band=band,
    )


def index_page(certificates: Sequence[Certificate], lang: Lang) -> str:
    """Return the page that lists certificates; `lang` is shown first."""
    return _filled(
        "certificate_index.html.j2",
        lang,
        title="目标证书" if lang == "zh" else "Certificates",
        certificates=certificates,
        goals={one.target.id: _goal(one.target, lang) for one in certificates},
    )


def _goal(target: CertifiedTarget, lang: Lang) -> str:
    sign = "≥" if target.rule == "at_least" else "≤"
    return f"{sign} {number(target.value)} {unit_words(target.unit).in_(lang)}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %"


def _filled(template: str, lang: Lang, **values: Any) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gaoxin.telling.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = {"lang": lang, "percent": _percent, "number": number}
    return environment.get_template(template).render(**shown, **values) + "\n"
