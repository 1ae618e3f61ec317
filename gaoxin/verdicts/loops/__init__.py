"""How strong each feedback loop is: what cutting it does to every target, as tables and charts."""
