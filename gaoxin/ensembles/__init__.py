"""Ensembles: scenarios and draws turned into members, and members into a run."""
