"""What a person, a team, a shift may be: `checks` of single values, `employees`, `shifts`, and the `tree` of teams."""
