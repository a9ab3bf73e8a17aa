"""The machinery: it starts, connects, renders and delivers, and knows no ritual by name."""
