"""From specifications to SDTM, ADaM, results, displays and the CSR appendix."""
