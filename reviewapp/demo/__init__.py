"""Demo corpus: invented local news with planted translation faults, described in README.md."""
