"""What a digest is. Standard library only; no input or output."""
