"""The planner against a slow, obvious evaluation of the same declarations, over generated documents."""

import os
import random

import pytest

from tests.kit.reads.documents import Author, follow

# Where a field fails, graphql-core leaves its neighbours' coroutines unawaited.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::RuntimeWarning")

DOCUMENTS = int(os.environ.get("DOCUMENTS", "500"))  # for each schema and database; `make soak` asks for more


async def test_plans_and_the_oracle_say_the_same_of_generated_documents(trial):
    rng = random.Random(20261124)
    viewers = trial.viewers(rng)
    followed = 0

    for number in range(DOCUMENTS):
        viewer = rng.choice(viewers)
        author = Author(trial.schema, viewer, random.Random(number), trial.ids)
        made = author.write("mutation" if number % 25 == 24 and trial.writes_nothing else "query")
        data = await trial.agree(made.query, made.variables, viewer)
        cursors = {name: found for name, path in made.cursors.items() if (found := follow(data, path))}
        if cursors:
            followed += 1
            await trial.agree(made.query, {**made.variables, **cursors}, viewer)

    assert followed > DOCUMENTS / 20
