"""What several rooms do with a frame."""
