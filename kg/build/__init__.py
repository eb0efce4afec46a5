"""The one pipeline: from source folders to a published generation."""
