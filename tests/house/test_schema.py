"""The schema is committed, described, and says of every field who may ask it."""

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType

from api import schema
from api.kit.reads.schema import Schema, who_of

BUILT: Schema = schema.build()
CORE = BUILT._schema
OURS = [type_ for name, type_ in CORE.type_map.items() if not name.startswith("__")]
# What every server has.
GIVEN = {"Int", "Float", "String", "Boolean", "ID"}


def test_the_committed_schema_is_the_one_that_is_served():
    assert schema.FILE.read_text() == schema.schema_text(), "run `make schema`"


def test_everything_is_described():
    bare = [type_.name for type_ in OURS if not type_.description and type_.name not in GIVEN]
    for type_ in OURS:
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                bare += [] if field.description else [f"{type_.name}.{name}"]
                bare += [f"{type_.name}.{name}({said}:)" for said, argument in field.args.items() if not argument.description]
        if isinstance(type_, GraphQLInputObjectType):
            bare += [f"{type_.name}.{name}" for name, field in type_.fields.items() if not field.description]

    assert bare == []


def test_every_field_says_who_may_ask_it():
    roots = (CORE.query_type, CORE.mutation_type, CORE.subscription_type)
    silent = [f"{type_.name}.{name}" for type_, name, field in BUILT.fields() if type_ in roots and who_of(type_, field) is None]

    assert silent == []


def test_a_mutation_takes_one_input_and_answers_with_a_named_union_or_a_payload():
    faults = []
    for name, field in CORE.mutation_type.fields.items():
        answered = field.type
        while hasattr(answered, "of_type"):
            answered = answered.of_type
        if list(field.args) != ["input"]:
            faults.append(f"{name} takes {', '.join(field.args)}")
        if not isinstance(answered, GraphQLUnionType) and not answered.name.endswith("Payload"):
            faults.append(f"{name} answers with {answered.name}")
        if isinstance(answered, GraphQLUnionType) and "Refusal" not in {member.name for member in answered.types}:
            faults.append(f"{name} cannot refuse")

    assert faults == []


def test_an_event_says_where_it_stands():
    events = {name: getattr(field.type, "of_type", field.type) for name, field in CORE.subscription_type.fields.items()}

    assert {name for name, event in events.items() if not {"seq", "at", "kind"} <= set(event.fields)} == set()
    assert {name for name, field in CORE.subscription_type.fields.items() if "after" not in field.args} == set()

