"""An expression applied to the rows of a frame."""

from tlfgen.frame.evaluate.engine import evaluate, evaluate_mask
from tlfgen.frame.evaluate.scope import Scope

__all__ = ["Scope", "evaluate", "evaluate_mask"]
