"""One line of history. `python -m api.kit.migrate new NAME` appends what the models changed; `tiro migrate` applies it."""
