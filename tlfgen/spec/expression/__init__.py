"""The reading of expressions: text in, tree out."""

from tlfgen.spec.expression.grammar import parse_expression, parse_filter
from tlfgen.spec.expression.order_key import parse_order_key
from tlfgen.spec.expression.p21 import parse_where_p21

__all__ = ["parse_expression", "parse_filter", "parse_order_key", "parse_where_p21"]
