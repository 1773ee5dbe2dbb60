"""Who sees what: every field for every role, against rows of oneself, one's team, other teams, another organisation.

`matrix.md` is the committed expectation; the tests ask the running engine on both databases and compare.
After a wanted change: `python -m tests.matrix` writes the file anew, and the diff is read line by line.
"""
