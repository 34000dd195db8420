"""conflict_extract."""
