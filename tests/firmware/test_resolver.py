"""Op resolvers, as firmware is really written."""

import pytest

from tflint.firmware import source
from tflint.firmware.resolver import Resolver


def resolvers(text: str, **more: str) -> tuple[Resolver, ...]:
    files = {"main.cc": text.encode()} | {f"{name}.h": body.encode() for name, body in more.items()}
    return source.read(files).resolvers


def adds(resolver: Resolver) -> list[str]:
    return [it.builtin or it.custom or it.method for it in resolver.registrations]


def only(text: str, **more: str) -> Resolver:
    (resolver,) = resolvers(text, **more)
    return resolver


@pytest.mark.parametrize(
    "text",
    [
        "static tflite::MicroMutableOpResolver<3> r; r.AddAdd(); r.AddMul();",
        "static tflite::MicroMutableOpResolver<3> r(error_reporter); r.AddAdd(); r.AddMul();",
        "using R = tflite::MicroMutableOpResolver<3>; R r; r.AddAdd(); r.AddMul();",
        "typedef tflite::MicroMutableOpResolver<3> R; R r; r.AddAdd(); r.AddMul();",
        "using A = tflite::MicroMutableOpResolver<3>; using R = A; R r; r.AddAdd(); r.AddMul();",
        "tflite::MicroMutableOpResolver<kOps> r; r.AddAdd(); r.AddMul(); constexpr int kOps = 3;",
        "auto* r = new tflite::MicroMutableOpResolver<3>(); r->AddAdd(); r->AddMul();",
        "auto r = std::make_unique<tflite::MicroMutableOpResolver<3>>(); r->AddAdd(); r->AddMul();",
        "static std::unique_ptr<tflite::MicroMutableOpResolver<3>> r; r->AddAdd(); r->AddMul();",
        "tflite::MicroMutableOpResolver<3> r; if (r.AddAdd() != kTfLiteOk) { return; } if (r.AddMul() != kTfLiteOk) return;",
        "tflite::MicroMutableOpResolver<3> r; TF_LITE_ENSURE_STATUS(r.AddAdd()); CHECK(r.AddMul() == kTfLiteOk);",
        "tflite::MicroMutableOpResolver<3> r; if (r.AddAdd() != kTfLiteOk || r.AddMul() != kTfLiteOk) { fail(); }",
        "tflite::MicroMutableOpResolver<3> r; if (first) { r.AddAdd(); r.AddMul(); }",
        "tflite::MicroMutableOpResolver<3> r; (void)r.AddAdd(tflite::Register_ADD_INT8()); ::r.AddMul();",
    ],
)
def test_a_resolver_in_a_function_is_read(text: str) -> None:
    resolver = only(f"void setup() {{ {text} }}")
    assert (resolver.name, resolver.capacity, adds(resolver), resolver.unsure) == ("r", 3, ["AddAdd", "AddMul"], ())


@pytest.mark.parametrize(
    "text",
    [
        "tflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); }",
        "namespace { tflite::MicroMutableOpResolver<2> r; } void f() { r.AddAdd(); }",
        "struct M { tflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); } };",
        "struct M { tflite::MicroMutableOpResolver<2> r; void f() { this->r.AddAdd(); } };",
        "struct M { void f(); tflite::MicroMutableOpResolver<2> r; }; void M::f() { r.AddAdd(); }",
        "struct M { void f() { r.AddAdd(); } tflite::MicroMutableOpResolver<2> r; };",
        "struct M { tflite::MicroMutableOpResolver<2> r; } m; void f() { m.r.AddAdd(); }",
        "tflite::MicroMutableOpResolver<2>& get() { static tflite::MicroMutableOpResolver<2> r; r.AddAdd(); return r; }",
        'extern "C" { tflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); } }',
        "#ifndef X_H\n#define X_H\ntflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); }\n#endif\n",
        "#if 1\ntflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); }\n#else\ntflite::MicroMutableOpResolver<9> q;\n#endif\n",
        "#if 0\ntflite::MicroMutableOpResolver<9> q;\n#else\ntflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd(); }\n#endif\n",
    ],
)
def test_a_resolver_outside_of_the_function_is_read(text: str) -> None:
    resolver = only(text)
    assert (resolver.name, resolver.capacity, adds(resolver), resolver.unsure) == ("r", 2, ["AddAdd"], ())
    assert not resolver.registrations[0].conditional


@pytest.mark.parametrize(
    "helper",
    [
        "TfLiteStatus Reg(R& q) { TF_LITE_ENSURE_STATUS(q.AddAdd()); return kTfLiteOk; }",
        "void Reg(tflite::MicroMutableOpResolver<2>* q) { q->AddAdd(); }",
        "template <unsigned N> void Reg(tflite::MicroMutableOpResolver<N>& q) { q.AddAdd(); }",
        "void Inner(R& p) { p.AddAdd(); } void Reg(R& q) { Inner(q); }",
        "bool Ops::Reg(R &q) { return q.AddAdd() == kTfLiteOk; }",
    ],
)
@pytest.mark.parametrize(
    "call", ["Reg(r)", "Reg(&r)", "if (Reg(r) != kTfLiteOk) return", "TF_LITE_ENSURE_STATUS(Reg(r))", "this->Reg(r)"]
)
def test_a_helper_that_takes_it_by_reference_is_followed(helper: str, call: str) -> None:
    resolver = only(f"using R = tflite::MicroMutableOpResolver<2>; {helper} void setup() {{ static R r; {call}; }}")
    assert (resolver.name, adds(resolver)) == ("r", ["AddAdd"])


def test_a_member_that_is_passed_through_this_is_followed() -> None:
    members = "void add(tflite::MicroMutableOpResolver<3> &r); void setup(); tflite::MicroMutableOpResolver<3> ops_;"
    methods = "void A::add(tflite::MicroMutableOpResolver<3> &r) { r.AddAdd(); } void A::setup() { this->add(this->ops_); }"
    assert [it.name for it in resolvers(f"class A {{ {members} }}; {methods}")] == ["ops_"]
    assert adds(only(f"class A {{ {members} }}; {methods}")) == ["AddAdd"]


def test_a_helper_that_nobody_calls_counts_for_itself() -> None:
    resolver = only("void Reg(tflite::MicroMutableOpResolver<2>& q) { q.AddAdd(); }")
    assert (resolver.name, resolver.capacity, adds(resolver)) == ("q", 2, ["AddAdd"])


def test_of_getters_those_that_are_called_count() -> None:
    few = "tflite::OpResolver& few() { static tflite::MicroMutableOpResolver<1> r; r.AddAdd(); return r; }"
    all_ops = "tflite::OpResolver& every() { static tflite::AllOpsResolver r; return r; }"
    assert [it.everything for it in resolvers(few + all_ops)] == [False, True]
    assert [it.everything for it in resolvers(f"{few}{all_ops} void setup() {{ auto& r = every(); }}")] == [True]
    assert [it.everything for it in resolvers(f"{few}{all_ops} void setup() {{ auto& r = few(); }}")] == [False]


def test_of_overloads_the_one_with_the_resolver_s_type_is_meant() -> None:
    text = (
        "using A = tflite::MicroMutableOpResolver<1>; using B = tflite::MicroMutableOpResolver<2>;"
        "void Reg(A& q) { q.AddAdd(); } void Reg(B& q) { q.AddMul(); q.AddSub(); }"
        "void f() { A r; Reg(r); } void g() { B r; Reg(r); }"
    )
    assert [adds(it) for it in resolvers(text)] == [["AddAdd"], ["AddMul", "AddSub"]]


def test_a_derived_class_registers_in_its_constructor() -> None:
    text = "class Ops : public tflite::MicroMutableOpResolver<4> { public: Ops() { AddAdd(); } void More(); }; void Ops::More() { this->AddMul(); }"
    assert (only(text).name, adds(only(text))) == ("Ops", ["AddAdd", "AddMul"])
    used = only(text + " Ops ops;")
    assert (used.name, used.capacity, adds(used)) == ("ops", 4, ["AddAdd", "AddMul"])


def test_two_resolvers_of_one_name_keep_apart() -> None:
    text = "void f() { tflite::MicroMutableOpResolver<1> r; r.AddAdd(); } void g() { tflite::MicroMutableOpResolver<2> r; r.AddMul(); }"
    assert [(it.capacity, adds(it)) for it in resolvers(text)] == [(1, ["AddAdd"]), (2, ["AddMul"])]


def test_an_inner_resolver_hides_the_outer() -> None:
    text = "tflite::MicroMutableOpResolver<1> r; void f() { tflite::MicroMutableOpResolver<2> r; r.AddMul(); } void g() { r.AddAdd(); }"
    assert [(it.capacity, adds(it)) for it in resolvers(text)] == [(1, ["AddAdd"]), (2, ["AddMul"])]


def test_builtin_and_custom_calls_name_their_op() -> None:
    text = (
        '#define OURS "ours"\nvoid f() { tflite::MicroMutableOpResolver<4> r;'
        "r.AddBuiltin(tflite::BuiltinOperator_CONV_2D, tflite::Register_CONV_2D(), tflite::ParseConv2D);"
        'r.AddCustom("my_op", Register_MY_OP()); r.AddCustom(OURS, Register_OURS()); }'
    )
    assert adds(only(text)) == ["CONV_2D", "my_op", "ours"]


def test_all_ops_are_everything() -> None:
    assert only("void f() { static tflite::AllOpsResolver resolver; }").everything


def test_sources_are_read_together() -> None:
    resolver = only(
        '#include "ops.h"\nvoid f() { R r; Reg(r); }',
        ops="using R = tflite::MicroMutableOpResolver<kN>; constexpr int kN = 2; inline void Reg(R& q) { q.AddAdd(); }",
    )
    assert (resolver.capacity, adds(resolver)) == (2, ["AddAdd"])


def test_a_place_is_that_of_the_name_and_of_the_call() -> None:
    resolver = only("void f() {\n  tflite::MicroMutableOpResolver<2> résolver;\n  ops(); r.AddAdd();\n  résolver.AddAdd();\n}")
    assert (resolver.place.line, resolver.place.column) == (2, 37)
    assert (resolver.registrations[0].place.line, resolver.registrations[0].place.column) == (4, 3)


def test_what_an_if_of_the_preprocessor_decides_is_conditional() -> None:
    text = "tflite::MicroMutableOpResolver<2> r; void f() { r.AddAdd();\n#ifdef MORE\nr.AddMul();\n#else\nr.AddSub();\n#endif\n}"
    assert [(it.method, it.conditional) for it in only(text).registrations] == [
        ("AddAdd", False),
        ("AddMul", True),
        ("AddSub", True),
    ]


def test_in_one_branch_together_nothing_is_conditional() -> None:
    text = "void f() {\n#ifdef NPU\ntflite::MicroMutableOpResolver<1> r; r.AddEthosU();\n#else\ntflite::MicroMutableOpResolver<2> r; r.AddAdd();\n#endif\n}"
    assert [(it.capacity, adds(it), it.registrations[0].conditional) for it in resolvers(text)] == [
        (1, ["AddEthosU"], False),
        (2, ["AddAdd"], False),
    ]


def test_room_that_the_preprocessor_decides_is_not_guessed() -> None:
    text = "#ifdef NPU\nusing R = tflite::MicroMutableOpResolver<1>;\n#else\nusing R = tflite::MicroMutableOpResolver<6>;\n#endif\nR r;"
    resolver = only(text)
    assert resolver.capacity is None
    assert "room for 1 or 6 ops, as the preprocessor decides" in resolver.unsure[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tflite::MicroMutableOpResolver<2> r; void f() { r.AddBuiltin(ops[i], x, y); }", "AddBuiltin is called with a value"),
        ("tflite::MicroMutableOpResolver<2> r; void f() { r.AddCustom(name(), x); }", "AddCustom is called with a value"),
        (
            "#define ADD(op) r.Add##op()\ntflite::MicroMutableOpResolver<2> r; void f() { ADD(Conv2D); }",
            "macro ADD (line 1) may add ops",
        ),
        ("#define ALL() r.AddAdd(); r.AddMul()\ntflite::MicroMutableOpResolver<2> r; void f() { ALL(); }", "macro ALL (line 1)"),
        ('void f() { tflite::MicroMutableOpResolver<2> r;\n#include "ops.inc"\n}', '"ops.inc" is included inside a function'),
        ("tflite::MicroMutableOpResolver<NOWHERE> r;", "NOWHERE is not defined"),
    ],
)
def test_what_the_source_does_not_settle_is_said(text: str, why: str) -> None:
    assert any(why in line for line in only(text).unsure)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "int x;",
        "// tflite::MicroMutableOpResolver<2> r;",
        'const char* s = "tflite::MicroMutableOpResolver<2> r;";',
        "void Reg(tflite::MicroMutableOpResolver<2>& q);",
        "tflite::MicroMutableOpResolver<2>& GetResolver();",
        "#if 0\ntflite::MicroMutableOpResolver<2> r;\n#endif",
        "class MicroMutableOpResolver;",
    ],
)
def test_what_declares_no_resolver_is_none(text: str) -> None:
    assert resolvers(text) == ()
