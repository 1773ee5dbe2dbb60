// The peer: mercurius with its JIT on better-sqlite3, the fastest JavaScript server known to us, over the same data.
// No sign-in, no tenancy, no limits: what it does not check it does not pay for.
//   node peer.mjs DATABASE PORT FULL|OFF
import Database from "better-sqlite3";
import Fastify from "fastify";
import mercurius from "mercurius";

const [path, port, synchronous] = process.argv.slice(2);
const db = new Database(path);
db.pragma("journal_mode = WAL");
db.pragma(`synchronous = ${synchronous}`);

const schema = `
  type Query { viewer(id: ID!): Employee  employees(first: Int!, after: ID): EmployeePage!  team(id: ID!): Team }
  type Mutation { recordQuizAttempts(input: [AttemptInput!]!): [Attempt!]! }
  type Subscription { teamProgress(teamId: ID!): TeamProgress! }
  type EmployeePage { nodes: [Employee!]! endCursor: ID hasNextPage: Boolean! }
  type Employee { id: ID! name: String! employeeNumber: String! status: String! team: Team! assignments(first: Int!): [Assignment!]! milestones(first: Int!): [Milestone!]! }
  type Assignment { id: ID! state: String! dueAt: String overdue: Boolean! progress: Progress! unit: Unit! course: Course! }
  type Progress { attempts: Int! bestScore: Float passedAt: String }
  type Unit { id: ID! title: String! durationS: Int! }
  type Course { id: ID! title: String! }
  type Milestone { id: ID! name: String! dueOn: String! reachedAt: String }
  type Team { id: ID! name: String! summary: Summary! standings(first: Int!): [Standing!]! }
  type Summary { people: Int! assigned: Int! completed: Int! passed: Int! stuck: Int! behind: Int! }
  type Standing { employee: Employee! assigned: Int! completed: Int! passed: Int! stuck: Boolean! behind: Boolean! openUnit: Unit openSince: String }
  type TeamProgress { at: String! standings: [Standing!]! summary: Summary! }
  type Attempt { id: ID! score: Float! passed: Boolean! }
  input AttemptInput { id: ID! assignmentId: ID! answers: [AnswerInput!]! startedAt: String! finishedAt: String! durationS: Int! }
  input AnswerInput { question: String! right: Boolean! }
`;

// ---- rows ----

const one = (sql) => { const statement = db.prepare(sql); return (...binds) => statement.get(...binds); };
const all = (sql) => { const statement = db.prepare(sql); return (...binds) => statement.all(...binds); };
const ids = (queries) => JSON.stringify(queries.map(({ obj }) => obj));
const list = (some) => JSON.stringify([...new Set(some)]);

const employee = one("SELECT id, name, number AS employeeNumber, status, team_id FROM employee WHERE id = ?");
const page = all("SELECT id, name, number AS employeeNumber, status, team_id FROM employee WHERE id > ? ORDER BY id LIMIT ?");
const employeesOf = all("SELECT id, name, number AS employeeNumber, status, team_id FROM employee WHERE id IN (SELECT value FROM json_each(?))");
const team = one("SELECT id, name FROM team WHERE id = ?");
const teamsOf = all("SELECT id, name FROM team WHERE id IN (SELECT value FROM json_each(?))");
const unitsOf = all("SELECT id, title, duration_s AS durationS FROM unit WHERE id IN (SELECT value FROM json_each(?))");
const coursesOf = all("SELECT id, title FROM course WHERE id IN (SELECT value FROM json_each(?))");
const assignmentColumns = "a.id, a.due_at AS dueAt, a.attempts, a.best_score AS bestScore, a.passed_at AS passedAt, a.completed_at AS completedAt, a.started_at AS startedAt, a.unit_id, a.course_id, a.employee_id";
const assignmentsOf = all(`SELECT ${assignmentColumns} FROM assignment a WHERE a.employee_id = ? ORDER BY a.due_at, a.id LIMIT ?`);
const milestonesOf = all("SELECT id, name, due_on AS dueOn, reached_at AS reachedAt FROM milestone WHERE employee_id = ? ORDER BY due_on, id LIMIT ?");
const standingColumns = "s.employee_id, s.assigned, s.completed, s.passed, s.open_unit_id, s.open_since AS openSince, s.open_failures, s.next_milestone_due_on";
const standingsOf = all(`SELECT ${standingColumns} FROM standing s WHERE s.team_id = ? ORDER BY s.employee_id LIMIT ?`);
const standingsById = all(`SELECT ${standingColumns} FROM standing s WHERE s.employee_id IN (SELECT value FROM json_each(?))`);
const summaryOf = one(`SELECT count(*) AS people, sum(assigned) AS assigned, sum(completed) AS completed, sum(passed) AS passed,
  sum(open_since < ? OR open_failures > 3) AS stuck, sum(next_milestone_due_on < ?) AS behind FROM standing WHERE team_id = ?`);

const soon = () => new Date().toISOString();
const twoDaysAgo = () => new Date(Date.now() - 48 * 3600e3).toISOString();
const summary = (id) => summaryOf(twoDaysAgo(), soon().slice(0, 10), id);
const by = (rows, key = "id") => new Map(rows.map((row) => [row[key], row]));
const each = (find, pick) => async (queries) => { const found = by(find(list(queries.map(({ obj }) => pick(obj)).filter(Boolean)))); return queries.map(({ obj }) => found.get(pick(obj)) ?? null); };
const perParent = (find) => async (queries) => queries.map(({ obj, params }) => find(obj.id, params.first));

// ---- graph ----

const state = ({ passedAt, completedAt, startedAt }) => (passedAt ? "PASSED" : completedAt ? "COMPLETED" : startedAt ? "STARTED" : "ASSIGNED");

const resolvers = {
  Query: {
    viewer: (_, { id }) => employee(id),
    employees: (_, { first, after }) => {
      const nodes = page(after ?? "", first + 1);
      return { nodes: nodes.slice(0, first), endCursor: nodes[Math.min(first, nodes.length) - 1]?.id, hasNextPage: nodes.length > first };
    },
    team: (_, { id }) => team(id),
  },
  Assignment: { state, overdue: ({ dueAt, passedAt }) => !passedAt && dueAt !== null && dueAt < soon(), progress: (row) => row },
  Team: { summary: ({ id }) => summary(id), standings: ({ id }, { first }) => standingsOf(id, first) },
  Standing: {
    stuck: (row) => (row.openSince !== null && row.openSince < twoDaysAgo()) || row.open_failures > 3,
    behind: (row) => row.next_milestone_due_on !== null && row.next_milestone_due_on < soon().slice(0, 10),
  },
  Mutation: { recordQuizAttempts: (_, { input }, { pubsub }) => input.map((one) => record(one, pubsub)) },
  Subscription: {
    teamProgress: { subscribe: (_, { teamId }, { pubsub }) => pubsub.subscribe(`team-${teamId}`) },
  },
};

const loaders = {
  Employee: {
    team: each(teamsOf, (row) => row.team_id),
    assignments: perParent(assignmentsOf),
    milestones: perParent(milestonesOf),
  },
  Assignment: { unit: each(unitsOf, (row) => row.unit_id), course: each(coursesOf, (row) => row.course_id) },
  Standing: { employee: each(employeesOf, (row) => row.employee_id), openUnit: each(unitsOf, (row) => row.open_unit_id) },
};

// ---- writes ----

const insertAttempt = db.prepare("INSERT INTO attempt (id, assignment_id, employee_id, unit_id, answers, score, passed, started_at, finished_at, received_at, duration_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING");
const assignmentOf = db.prepare("SELECT a.*, e.team_id FROM assignment a JOIN employee e ON e.id = a.employee_id WHERE a.id = ?");
const fold = db.prepare("UPDATE assignment SET attempts = attempts + 1, best_score = max(coalesce(best_score, 0), ?), passed_at = CASE WHEN ? THEN min(coalesce(passed_at, ?), ?) ELSE passed_at END, completed_at = min(coalesce(completed_at, ?), ?) WHERE id = ?");
const restand = db.prepare("UPDATE standing SET completed = (SELECT count(completed_at) FROM assignment WHERE employee_id = @id), passed = (SELECT count(passed_at) FROM assignment WHERE employee_id = @id) WHERE employee_id = @id");
const writeOne = db.transaction((one) => {
  const held = assignmentOf.get(one.assignmentId);
  const score = one.answers.filter(({ right }) => right).length / one.answers.length;
  const passed = score >= 0.8 ? 1 : 0;
  const done = insertAttempt.run(one.id, held.id, held.employee_id, held.unit_id, JSON.stringify(one.answers), score, passed, one.startedAt, one.finishedAt, soon(), one.durationS);
  if (done.changes) {
    fold.run(score, passed, one.finishedAt, one.finishedAt, one.finishedAt, one.finishedAt, held.id);
    restand.run({ id: held.employee_id });
  }
  return { id: one.id, score, passed: Boolean(passed), employee: held.employee_id, team: held.team_id };
});

function record(one, pubsub) {
  const done = writeOne(one);
  void pubsub.publish({ topic: `team-${done.team}`, payload: { teamProgress: { at: soon(), standings: standingsById(list([done.employee])), summary: summary(done.team) } } });
  return done;
}

const app = Fastify({ logger: false });
app.register(mercurius, { schema, resolvers, loaders, jit: 1, subscription: true, graphiql: false, cache: true });
await app.listen({ port: Number(port), host: "127.0.0.1" });
console.log("ready");
