"""Drawing: charts as SVG, for files and for the report."""
