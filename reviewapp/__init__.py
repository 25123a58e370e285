"""Review machine-translated articles: correct, classify, score, export."""
