"""Records: made from sources, or derived from records of the dataset."""
