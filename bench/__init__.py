"""How fast, and in how much memory: ratios to a floor that is measured in the same run, on the same servers."""
