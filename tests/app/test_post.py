"""POST /graphql, from outside."""



def test_anyone_may_ask_what_the_root_is_called(front):
    answer = front.post("{ __typename }")

    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"


def test_a_person_asks_with_the_cookie_and_a_system_with_a_token(front, company, learner, bearer):
    mine = front.post("{ viewer { organisation { slug } employee { id } } }", headers=front.of(learner))
    theirs = front.post("{ viewer { scopes organisation { slug } } }", headers={"Authorization": f"Bearer {bearer}"})

    assert mine.json()["data"]["viewer"] == {"organisation": {"slug": company.slug}, "employee": {"id": str(learner.id)}}
    assert theirs.json()["data"]["viewer"]["organisation"] == {"slug": company.slug}


def test_a_cookie_is_taken_from_our_own_pages_only(front):
    learner = front.person(front.found())
    ours = front.of(learner)
    asked = {
        "ours": ours,
        "no header of ours": {**ours, "X-Tiro": None},
        "another origin": {**ours, "Origin": "https://evil.example"},
        "our host with another scheme": {**ours, "Origin": front.origin.replace("http", "https")},
        "no origin": {**ours, "Origin": None},
        "no origin but the browser's word": {**ours, "Origin": None, "Sec-Fetch-Site": "same-origin"},
        "another site by the browser's word": {**ours, "Origin": None, "Sec-Fetch-Site": "cross-site"},
        "null": {**ours, "Origin": "null"},
    }

    told = {
        name: front.post("{ viewer { seq } }", headers={key: value for key, value in headers.items() if value}).status_code
        for name, headers in asked.items()
    }

    assert {name for name, status in told.items() if status == 200} == {"ours", "no origin but the browser's word"}
    assert {status for status in told.values()} == {200, 403}


def test_people_may_send_one_mib_and_systems_eight(front):
    company = front.found()
    learner, bearer = front.person(company), front.client(company, "people:read")
    body = b'{"query":"{ __typename }","extensions":{"pad":"%s"}}'
    large, huge = body % (b"a" * 3 * 2**20), body % (b"a" * 9 * 2**20)

    told = [
        front.post(content=content, headers=headers).status_code
        for headers in (front.of(learner), {"Authorization": f"Bearer {bearer}"}) for content in (large, huge)
    ]

    assert told == [413, 413, 200, 413]
