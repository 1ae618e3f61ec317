"""Sums over subscripts inside one another: each goes over its own elements."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.engine.support import build


def test_a_sum_inside_a_sum_over_the_same_range_is_its_own(tmp_path: Path) -> None:
    runs = build(
        tmp_path,
        "R: r1, r2, r3~~|\nS: s1, s2~~|\nv[R]=1, 2, 4~~|\nm[R, S]=1, 2; 3, 4; 5, 6;~~|\n"
        "once=SUM(v[R!]*SUM(v[R!]))~~|\n"
        "least=VMIN(v[R!]*10 + SUM(m[R!, s1]))~~|\n"
        "each[R]=VMAX(m[R, S!] + SUM(m[R, S!]*v[R]))~~|\n"
        "turned[S]=SUM(m[R!, S]*SUM(m[R!, S!]))~~|\n"
        "thrice=SUM(v[R!]*SUM(v[R!]*SUM(v[R!])))~~|",
    ).run()
    m, v = np.array([[1, 2], [3, 4], [5, 6.0]]), np.array([1, 2, 4.0])
    assert float(runs["once"]) == 49
    assert float(runs["least"]) == 10 + 9
    assert runs["each"].values.tolist() == (m.max(axis=1) + m.sum(axis=1) * v).tolist()
    assert runs["turned"].values.tolist() == (m.sum(axis=0) * m.sum()).tolist()
    assert float(runs["thrice"]) == 343
