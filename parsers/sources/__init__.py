"""One reader a format; the registry picks one by the content of the file."""
