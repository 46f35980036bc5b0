"""SAS transport files: a strict writer of version 5 and careful readers."""

from tlfgen.io.xpt.parts import is_large, read_xpt_parts
from tlfgen.io.xpt.read import read_xpt
from tlfgen.io.xpt.write import write_xpt, write_xpt_parts

__all__ = ["is_large", "read_xpt", "read_xpt_parts", "write_xpt", "write_xpt_parts"]
