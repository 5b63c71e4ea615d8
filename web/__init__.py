"""Pages of the web: what is opened outside the messenger. Knows no messenger and never queries."""
