"""How the notebooks run: which of them must, side by side, and what they printed."""
