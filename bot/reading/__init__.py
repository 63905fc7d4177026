"""From a link, a file or a pasted text to passages."""
