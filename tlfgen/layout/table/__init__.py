"""Tables: results on two axes to rows of text."""
