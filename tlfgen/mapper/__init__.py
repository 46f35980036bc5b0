"""Raw data to SDTM to ADaM."""
