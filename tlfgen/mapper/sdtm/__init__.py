"""What only SDTM datasets need."""
