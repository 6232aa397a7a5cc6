"""What the reader of web pages is made of: encoding, tree, styles, lists, tables, lines, the paper among them."""
