"""The schema's history, one small step a file; a step is never edited once it is published."""
