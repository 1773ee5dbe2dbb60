"""What is asked of both, field for field."""

HOME = """query Home { viewer { employee { id name
  assignments(first: 20) { nodes { id state dueAt overdue progress { attempts bestScore passedAt } unit { id title durationS } course { id title } } }
  milestones(first: 20) { nodes { id name dueOn reachedAt } } } } }"""

PEER_HOME = """query Home($id: ID!) { viewer(id: $id) { id name
  assignments(first: 20) { id state dueAt overdue progress { attempts bestScore passedAt } unit { id title durationS } course { id title } }
  milestones(first: 20) { id name dueOn reachedAt } } }"""

PAGE = """query Page($after: String) { employees(first: 1000, after: $after) { nodes { id name employeeNumber status team { id name }
  assignments(first: 20) { nodes { id state dueAt progress { attempts bestScore passedAt } unit { id title } } } } pageInfo { endCursor hasNextPage } } }"""

PEER_PAGE = """query Page($after: ID) { employees(first: 1000, after: $after) { nodes { id name employeeNumber status team { id name }
  assignments(first: 20) { id state dueAt progress { attempts bestScore passedAt } unit { id title } } } endCursor hasNextPage } }"""

TEAM = """query Team($id: ID!) { team(id: $id) { id name summary { people assigned completed passed stuck behind }
  standings(first: 100) { nodes { employee { id name } assigned completed passed stuck behind openUnit { id title } openSince } } } }"""

PEER_TEAM = """query Team($id: ID!) { team(id: $id) { id name summary { people assigned completed passed stuck behind }
  standings(first: 100) { employee { id name } assigned completed passed stuck behind openUnit { id title } openSince } } }"""

RECORD = """mutation Record($input: RecordQuizAttemptsInput!) { recordQuizAttempts(input: $input) {
  __typename ... on QuizAttempt { id score passed } ... on Refusal { code message path } } }"""

PEER_RECORD = """mutation Record($input: [AttemptInput!]!) { recordQuizAttempts(input: $input) { id score passed } }"""

LIVE = """subscription Live($id: ID!) { teamProgress(teamId: $id) { seq at team { id summary { people assigned completed passed stuck behind } }
  standings { employee { id name } assigned completed passed stuck behind openUnit { id title } openSince } } }"""

PEER_LIVE = """subscription Live($id: ID!) { teamProgress(teamId: $id) { at summary { people assigned completed passed stuck behind }
  standings { employee { id name } assigned completed passed stuck behind openUnit { id title } openSince } } }"""

EXPORT = """query Export($after: String) { quizAttempts(first: 1000, after: $after) { nodes { id score passed finishedAt durationS learner { id } unit { id } } pageInfo { endCursor hasNextPage } } }"""
