"""Systems of a corpus side by side, and the sentences behind their figures."""
