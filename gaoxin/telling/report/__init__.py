"""``report.html``: one page that needs nothing but itself.

One module a section makes its cells or its chart; the templates hold the words.
"""

from gaoxin.telling.report.report_page import ReportInput, report

__all__ = ["ReportInput", "report"]
