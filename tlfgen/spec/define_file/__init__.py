"""Define files 2.0 and 2.1: XML in, metadata out."""

from tlfgen.spec.define_file.read import read_define

__all__ = ["read_define"]
