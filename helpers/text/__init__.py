"""What is written for a reader: tables, numbers, words."""
