"""Every amount, share and count in a text, with what governs it."""
