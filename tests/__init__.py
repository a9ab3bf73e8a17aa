"""Stories of the product, one file per ritual and one per part of the machinery."""
