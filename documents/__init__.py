"""Files people keep: knows no database and no messenger."""
