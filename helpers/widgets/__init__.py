"""The interactives: one .py and one .js each, what they share in `shared/`, their words apart."""
