"""What stays when the drug has gone: compensation that grows slowly and leaves slowly."""

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.adaptation.opponents import DrivenOpponent, Opponent

__all__ = [
    "DrivenOpponent",
    "Opponent",
    "OpponentProcess",
    "TwoSpeedOpponent",
]
