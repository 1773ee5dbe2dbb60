"""Coming in, being let in, being shown out."""
