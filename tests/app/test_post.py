"""POST /graphql, from outside."""



def test_anyone_may_ask_what_the_root_is_called(front):
    answer = front.post("{ __typename }")

    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"


def test_a_person_asks_with_the_cookie_and_a_system_with_a_token(front, company, learner, bearer):
    mine = front.post("{ viewer { organisation { slug } employee { id } } }", headers=front.of(learner))
    theirs = front.post("{ viewer { scopes organisation { slug } } }", headers={"Authorization": f"Bearer {bearer}"})

    assert mine.json()["data"]["viewer"] == {"organisation": {"slug": "qingchuan"}, "employee": {"id": str(learner.id)}}
    assert theirs.json()["data"]["viewer"]["organisation"] == {"slug": "qingchuan"}
