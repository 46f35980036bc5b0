"""SAS transport files: a strict writer of version 5 and a careful reader."""

from tlfgen.io.xpt.read import read_xpt
from tlfgen.io.xpt.write import write_xpt

__all__ = ["read_xpt", "write_xpt"]
