"""The parts of a Word document (.docx): package, styles, numbering, paragraphs, tables."""
