"""What compile writes into vendor/, read as the vendor's own tools read it."""
