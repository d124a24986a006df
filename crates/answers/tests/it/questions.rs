//! The list of questions: names, schemas, serialised form, the names that narrow them, and what they need.

use std::collections::BTreeSet;

use hovedbok_answers::catalogue::{Field, Shape};
use hovedbok_answers::questions::{
    AbsenceOf, AgreementsOf, AttendanceOf, BodiesOf, BudgetOf, CohortsOf, ConditionsOf, DrawOf, DueKind, DueOf,
    DutiesOf, FiguresOf, FindingsOf, FlowsOf, Frame, GoalsOf, LagOf, ListOf, MilestonesOf, Missing, OfficesOf,
    OutcomesOf, ParticipantOf, PlacementsOf, PlansOf, ProgrammesOf, RecommendationsOf, ReportsOf, RisksOf, SeriesOf,
    StaffOf, StateOf, StatementOf, SurveysOf, SurvivalOf, TrajectoriesOf, TrajectoryOf,
};
use hovedbok_answers::{Needs, Question, Spellings};
use hovedbok_budgets::Filter;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::rules::programme::duties::DutyStatus;
use hovedbok_core::{Day, Name, ParticipantId, Seq};
use hovedbok_programmes::{RecommendationStatus, ReportStatus};
use hovedbok_state::{ConditionFilter, ConditionStatus, PlacementFilter, PlacementsBy, Selection, Status};
use hovedbok_trajectories::{
    AbsenceBy, AbsenceFilter, AttendanceBy, AttendanceFilter, CourseFilter, Event, FlowsBy, Grouping, OutcomesFilter,
    SeriesBy, SeriesFilter, SeriesGroup, SeriesIndicator, StaySelection, SurvivalFilter,
};
use proptest::prelude::*;
use uuid::Uuid;

fn kvp() -> Option<Name> {
    Some("KVP".parse().unwrap())
}

fn spring() -> Option<Name> {
    Some("spring".parse().unwrap())
}

fn series() -> SeriesFilter {
    SeriesFilter {
        programme: kvp(),
        cohort: None,
        indicator: SeriesIndicator::BenefitsPaid,
        by: SeriesBy::Quarter,
        group: Some(SeriesGroup::AgeBand),
        from: Some("2009-01-01".parse().unwrap()),
        to: None,
        cumulative: true,
    }
}

fn list(programme: Option<Name>) -> ListOf {
    ListOf {
        programme,
        office: Some("North".to_owned()),
        status: [Status::Waiting, Status::Suspended].into(),
        missing: [Missing::Plan, Missing::BirthMonth].into(),
        ..ListOf::default()
    }
}

fn due(programme: Option<Name>) -> DueOf {
    let kinds = [DueKind::Milestone, DueKind::FollowUp].into();
    DueOf { within_days: 30, programme, office: None, counsellor: None, participant: None, kinds }
}

fn draw(programme: Option<Name>) -> DrawOf {
    let (seed, office) = ("2026".to_owned(), None);
    DrawOf { n: 20, seed, of: Frame::Closed, year: Some(2009), programme, cohort: None, office, by_office: true }
}

fn curve(programme: Option<Name>) -> SurvivalFilter {
    SurvivalFilter {
        selection: StaySelection { programme, ..StaySelection::default() },
        first: true,
        by: Some(Grouping::Year),
        to: Event::WorkOrEducation,
        at: [91, 365].into(),
    }
}

/// Every question with its serialised form, which signed files contain: none may change.
fn written() -> Vec<(Question, &'static str)> {
    let state = |selection, by| Question::State(StateOf { selection, by });
    vec![
        (
            state(Selection { programme: kvp(), ..Selection::default() }, Some(hovedbok_state::By::AgeBand)),
            r#"{"state":{"selection":{"programme":"KVP","cohort":null,"receiving":false,"office":null},"by":"age-band"}}"#,
        ),
        (
            state(Selection { office: Some("NAV Ås".to_owned()), receiving: true, ..Selection::default() }, None),
            r#"{"state":{"selection":{"programme":null,"cohort":null,"receiving":true,"office":"NAV Ås"},"by":null}}"#,
        ),
        (
            Question::Participant(ParticipantOf { id: ParticipantId(Uuid::nil()) }),
            r#"{"participant":{"id":"00000000-0000-0000-0000-000000000000"}}"#,
        ),
        (
            Question::Placements(PlacementsOf {
                filter: PlacementFilter { year: Some(2009), ..PlacementFilter::default() },
                by: PlacementsBy::Outcome,
            }),
            r#"{"placements":{"filter":{"programme":null,"provider":null,"year":2009},"by":"outcome"}}"#,
        ),
        (
            Question::Trajectories(TrajectoriesOf {
                filter: CourseFilter { provider: Some("ASVO".to_owned()), ..CourseFilter::default() },
                observed_from: None,
            }),
            r#"{"trajectories":{"filter":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"provider":"ASVO"},"observed_from":null}}"#,
        ),
        (
            Question::Trajectory(TrajectoryOf {
                id: ParticipantId(Uuid::nil()),
                observed_from: Some("2009-01-01".parse().unwrap()),
            }),
            r#"{"trajectory":{"id":"00000000-0000-0000-0000-000000000000","observed_from":"2009-01-01"}}"#,
        ),
        (
            Question::Outcomes(OutcomesOf {
                filter: OutcomesFilter {
                    selection: StaySelection { programme: kvp(), ..StaySelection::default() },
                    from: Some("2009-01-01".parse().unwrap()),
                    to: None,
                },
            }),
            r#"{"outcomes":{"filter":{"selection":{"programme":"KVP","cohort":null,"office":null,"target_group":null},"from":"2009-01-01","to":null}}}"#,
        ),
        (
            Question::Attendance(AttendanceOf {
                filter: AttendanceFilter {
                    programme: kvp(),
                    provider: Some("ASVO".to_owned()),
                    from: Some("2009-01-01".parse().unwrap()),
                    ..AttendanceFilter::default()
                },
                by: AttendanceBy::ProviderMonth,
            }),
            r#"{"attendance":{"filter":{"programme":"KVP","provider":"ASVO","from":"2009-01-01","to":null},"by":"provider_month"}}"#,
        ),
        (
            Question::Attendance(AttendanceOf {
                filter: AttendanceFilter { office: Some("North".to_owned()), ..AttendanceFilter::default() },
                by: AttendanceBy::Month,
            }),
            r#"{"attendance":{"filter":{"programme":null,"provider":null,"office":"North","from":null,"to":null},"by":"month"}}"#,
        ),
        (
            Question::Absence(AbsenceOf {
                filter: AbsenceFilter { to: Some("2009-12-31".parse().unwrap()), ..AbsenceFilter::default() },
                by: AbsenceBy::Person,
            }),
            r#"{"absence":{"filter":{"programme":null,"provider":null,"from":null,"to":"2009-12-31"},"by":"person"}}"#,
        ),
        (
            Question::Conditions(ConditionsOf {
                filter: ConditionFilter {
                    office: Some("North".to_owned()),
                    status: [ConditionStatus::Unanswered].into(),
                    ..ConditionFilter::default()
                },
            }),
            r#"{"conditions":{"filter":{"programme":null,"office":"North","from":null,"to":null,"status":["unanswered"]}}}"#,
        ),
        (
            Question::Flows(FlowsOf { selection: StaySelection::default(), by: FlowsBy::Provider }),
            r#"{"flows":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"by":"provider"}}"#,
        ),
        (Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() }), r#"{"milestones":{"plan":"TIO"}}"#),
        (Question::Plans(PlansOf {}), r#"{"plans":{}}"#),
        (
            Question::Budget(BudgetOf {
                filter: Filter { chapter: Some("621".to_owned()), ..Filter::default() },
                by: hovedbok_budgets::By::Recipient,
            }),
            r#"{"budget":{"filter":{"programme":null,"year":null,"source":null,"chapter":"621","item":null},"by":"recipient"}}"#,
        ),
        (Question::Programmes(ProgrammesOf { municipality: None }), r#"{"programmes":{"municipality":null}}"#),
        (Question::Bodies(BodiesOf { programme: kvp() }), r#"{"bodies":{"programme":"KVP"}}"#),
        (Question::Staff(StaffOf { programme: kvp() }), r#"{"staff":{"programme":"KVP"}}"#),
        (
            Question::Reports(ReportsOf { programme: kvp(), ..ReportsOf::default() }),
            r#"{"reports":{"programme":"KVP"}}"#,
        ),
        (
            Question::Reports(ReportsOf { status: [ReportStatus::Missing].into(), ..ReportsOf::default() }),
            r#"{"reports":{"programme":null,"status":["missing"]}}"#,
        ),
        (Question::Agreements(AgreementsOf { programme: kvp() }), r#"{"agreements":{"programme":"KVP"}}"#),
        (Question::Risks(RisksOf { programme: kvp() }), r#"{"risks":{"programme":"KVP"}}"#),
        (Question::Surveys(SurveysOf { programme: kvp() }), r#"{"surveys":{"programme":"KVP"}}"#),
        (
            Question::Duties(DutiesOf {
                programme: kvp(),
                status: BTreeSet::from([DutyStatus::Missing, DutyStatus::TooMany]),
                by: Some("NAV Gausdal".to_owned()),
            }),
            r#"{"duties":{"programme":"KVP","status":["missing","too_many"],"by":"NAV Gausdal"}}"#,
        ),
        (Question::Offices(OfficesOf { programme: kvp() }), r#"{"offices":{"programme":"KVP"}}"#),
        (
            Question::Recommendations(RecommendationsOf {
                programme: None,
                status: BTreeSet::from([RecommendationStatus::Open]),
            }),
            r#"{"recommendations":{"programme":null,"status":["open"]}}"#,
        ),
        (Question::Cohorts(CohortsOf { programme: kvp() }), r#"{"cohorts":{"programme":"KVP"}}"#),
        (Question::Goals(GoalsOf { programme: kvp() }), r#"{"goals":{"programme":"KVP"}}"#),
        (Question::Figures(FiguresOf { programme: None }), r#"{"figures":{"programme":null}}"#),
        (
            Question::Findings(FindingsOf { programme: None, kind: Some("records_end".to_owned()) }),
            r#"{"findings":{"programme":null,"kind":"records_end"}}"#,
        ),
        (
            Question::Series(SeriesOf { filter: series() }),
            r#"{"series":{"filter":{"programme":"KVP","indicator":"benefits_paid","by":"quarter","group":"age-band","from":"2009-01-01","to":null,"cumulative":true}}}"#,
        ),
        (
            Question::Survival(SurvivalOf { filter: curve(kvp()), observed_from: Some("2009-01-01".parse().unwrap()) }),
            r#"{"survival":{"filter":{"selection":{"programme":"KVP","cohort":null,"office":null,"target_group":null},"first":true,"by":"year","to":"work_or_education","at":[91,365]},"observed_from":"2009-01-01"}}"#,
        ),
        (
            Question::List(list(kvp())),
            r#"{"list":{"programme":"KVP","office":"North","counsellor":null,"status":["waiting","suspended"],"target_group":null,"provider":null,"missing":["plan","birth_month"]}}"#,
        ),
        (
            Question::Due(due(kvp())),
            r#"{"due":{"within_days":30,"programme":"KVP","office":null,"counsellor":null,"kinds":["milestone","follow_up"]}}"#,
        ),
        (
            Question::Draw(draw(kvp())),
            r#"{"draw":{"n":20,"seed":"2026","of":"closed","year":2009,"programme":"KVP","office":null,"by_office":true}}"#,
        ),
        // A cohort was added later: it is written only where it is asked for.
        (
            Question::List(ListOf { cohort: spring(), ..list(kvp()) }),
            r#"{"list":{"programme":"KVP","cohort":"spring","office":"North","counsellor":null,"status":["waiting","suspended"],"target_group":null,"provider":null,"missing":["plan","birth_month"]}}"#,
        ),
        (
            Question::Draw(DrawOf { cohort: spring(), ..draw(kvp()) }),
            r#"{"draw":{"n":20,"seed":"2026","of":"closed","year":2009,"programme":"KVP","cohort":"spring","office":null,"by_office":true}}"#,
        ),
        (
            Question::Series(SeriesOf { filter: SeriesFilter { cohort: spring(), ..series() } }),
            r#"{"series":{"filter":{"programme":"KVP","cohort":"spring","indicator":"benefits_paid","by":"quarter","group":"age-band","from":"2009-01-01","to":null,"cumulative":true}}}"#,
        ),
        (Question::Lag(LagOf { programme: kvp() }), r#"{"lag":{"programme":"KVP"}}"#),
        (Question::Statement(StatementOf { programme: None }), r#"{"statement":{"programme":null}}"#),
        (Question::Statement(StatementOf { programme: kvp() }), r#"{"statement":{"programme":"KVP"}}"#),
    ]
}

#[test]
fn every_question_is_written_as_ever_and_read_back() {
    for (question, text) in written() {
        assert_eq!(serde_json::to_string(&question).unwrap(), text);
        assert_eq!(serde_json::from_str::<Question>(text).unwrap(), question);
    }
    for name in Question::NAMES {
        assert!(written().iter().any(|(question, _)| question.name() == *name), "'{name}' has no form here");
    }
}

#[test]
fn what_a_question_does_not_have_is_not_read() {
    for text in [
        r#"{"forecast":{}}"#,
        r#"{"statement":{"programme":null,"office":"South"}}"#,
        r#"{"statement":{"programme":null},"goals":{"programme":null}}"#,
        r#"{"state":{"selection":{"programme":null,"cohort":null,"receiving":false,"office":null,"sex":"f"},"by":null}}"#,
        r#"{"plans":{"plan":"TIO"}}"#,
        r#"{"milestones":{}}"#,
        r#"{"budget":{"filter":{"programme":"*"},"by":"line"}}"#,
        r#""statement""#,
        "null",
    ] {
        assert!(serde_json::from_str::<Question>(text).is_err(), "{text}");
    }
}

#[test]
fn a_schema_has_the_name_of_its_question_and_a_version() {
    assert_eq!(Question::NAMES.len(), Question::SCHEMAS.len());
    for (name, schema) in Question::NAMES.iter().zip(Question::SCHEMAS) {
        let version = schema.strip_prefix(&format!("hovedbok/{name}/")).unwrap();
        assert!(version.parse::<u32>().unwrap() > 0, "{schema}");
    }
    for (question, _) in written() {
        let position = Question::NAMES.iter().position(|name| *name == question.name()).unwrap();
        assert_eq!(question.schema(), Question::SCHEMAS[position]);
    }
}

#[test]
fn every_question_needs_the_programmes_and_of_the_rest_what_it_is_folded_from() {
    let least = Needs { programmes: true, ..Needs::NONE };
    for (question, _) in written() {
        let needs = match question.name() {
            "state" | "participant" | "placements" | "goals" | "figures" | "trajectories" | "trajectory" | "flows"
            | "series" | "survival" | "draw" | "list" | "absence" | "bodies" | "conditions" | "offices" | "staff"
            | "cohorts" => Needs { state: true, ..least },
            "outcomes" | "attendance" => Needs { state: true, budgets: true, ..least },
            "milestones" | "plans" => Needs { milestones: true, ..least },
            "due" => Needs { state: true, milestones: true, ..least },
            "budget" => Needs { budgets: true, ..least },
            "programmes" | "duties" | "recommendations" | "reports" | "agreements" | "risks" | "surveys" => least,
            "findings" | "statement" | "lag" => Needs::ALL,
            other => panic!("what does '{other}' need?"),
        };
        assert_eq!(question.needs(), needs, "{}", question.name());
    }
}

/// Spellings that were recorded first.
fn spellings() -> Spellings {
    let mut names = Spellings::default();
    for (kind, text) in [
        (NameKind::Programme, "HÅP"),
        (NameKind::Office, "NAV Ås"),
        (NameKind::Cohort, "VÅR"),
        (NameKind::Provider, "Kafé Å"),
        (NameKind::Source, "MÅL"),
        (NameKind::Municipality, "Nore og Uvdal"),
        (NameKind::Plan, "ÅR"),
    ] {
        names.learn(kind, text, Seq(1));
    }
    names
}

#[test]
fn the_names_in_a_question_are_given_in_order_and_spelled_as_the_ledger_does() {
    let name = |text: &str| Some(text.parse::<Name>().unwrap());
    let selection = Selection {
        programme: name("HA\u{30a}P"),
        cohort: name("VA\u{30a}R"),
        office: Some("\u{feff}NAV Ås ".to_owned()),
        receiving: false,
    };
    let question = Question::State(StateOf { selection, by: None });
    let given = |question: &Question| question.names().into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    let spelled = |question: &Question| {
        question.spelled(&spellings()).names().into_iter().map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(given(&question), [NameKind::Programme, NameKind::Office, NameKind::Cohort]);
    assert_eq!(spelled(&question), ["HÅP", "NAV Ås", "VÅR"]);

    let filter = Filter { programme: name("HA\u{30a}P"), source: name("MA\u{30a}L"), ..Filter::default() };
    let budget = Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Line });
    assert_eq!(given(&budget), [NameKind::Programme, NameKind::Source]);
    assert_eq!(spelled(&budget), ["HÅP", "MÅL"]);

    let filter = PlacementFilter { provider: Some("Kafe\u{301} Å".to_owned()), ..PlacementFilter::default() };
    let placements = Question::Placements(PlacementsOf { filter, by: PlacementsBy::Year });
    assert_eq!((given(&placements), spelled(&placements)), (vec![NameKind::Provider], vec!["Kafé Å".to_owned()]));

    let selection = StaySelection {
        programme: name("HA\u{30a}P"),
        cohort: name("VA\u{30a}R"),
        office: Some("NAV A\u{30a}s".to_owned()),
        target_group: name("unge"),
    };
    let filter = CourseFilter { selection: selection.clone(), provider: Some("Kafe\u{301} Å".to_owned()) };
    let courses = Question::Trajectories(TrajectoriesOf { filter, observed_from: None });
    let flows = Question::Flows(FlowsOf { selection: selection.clone(), by: FlowsBy::Step });
    let outcomes = Question::Outcomes(OutcomesOf { filter: OutcomesFilter { selection, ..OutcomesFilter::default() } });
    let kinds = [NameKind::Programme, NameKind::Cohort, NameKind::Office, NameKind::TargetGroup, NameKind::Provider];
    assert_eq!((given(&courses).as_slice(), given(&flows).as_slice()), (kinds.as_slice(), &kinds[..4]));
    assert_eq!(spelled(&courses), ["HÅP", "VÅR", "NAV Ås", "unge", "Kafé Å"]);
    assert_eq!((given(&outcomes).as_slice(), spelled(&outcomes)), (&kinds[..4], spelled(&flows)));

    // What nothing has is left as it is.
    let programmes = Question::Programmes(ProgrammesOf { municipality: Some("Utopia".to_owned()) });
    assert_eq!((given(&programmes), spelled(&programmes)), (vec![NameKind::Municipality], vec!["Utopia".to_owned()]));

    // A plan and a person are looked up where they are answered.
    let plan = |plan: &str| Question::Milestones(MilestonesOf { plan: plan.parse().unwrap() });
    assert_eq!(given(&plan("ÅR")), []);
    assert_eq!(plan("A\u{30a}R").spelled(&spellings()), plan("ÅR"));
    assert_eq!(given(&Question::Participant(ParticipantOf { id: ParticipantId(Uuid::nil()) })), []);
}

fn any_name() -> impl Strategy<Value = Option<Name>> {
    proptest::option::of("[A-Za-z]{1,4}|HA\u{30a}P|VA\u{30a}R|621\\.[0-9]{2}".prop_map(|text| text.parse().unwrap()))
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("NAV A\u{30a}s|Kafe\u{301} Å|.{0,8}")
}

fn any_day() -> impl Strategy<Value = Option<Day>> {
    proptest::option::of((0..30_000_i64).prop_map(|days| Day::MIN.plus_days(days)))
}

fn any_selection() -> impl Strategy<Value = StaySelection> {
    (any_name(), any_name(), any_text(), any_name())
        .prop_map(|(programme, cohort, office, target_group)| StaySelection { programme, cohort, office, target_group })
}

fn any_question() -> impl Strategy<Value = Question> {
    use hovedbok_state::By;
    let by = proptest::option::of(proptest::sample::select(By::ALL));
    let rows = proptest::sample::select(PlacementsBy::ALL);
    prop_oneof![
        (any_name(), any_name(), any::<bool>(), any_text(), by).prop_map(
            |(programme, cohort, receiving, office, by)| {
                Question::State(StateOf { selection: Selection { programme, cohort, receiving, office }, by })
            }
        ),
        any::<u128>().prop_map(|id| Question::Participant(ParticipantOf { id: ParticipantId(Uuid::from_u128(id)) })),
        (any_name(), any_text(), any::<Option<i32>>(), rows).prop_map(|(programme, provider, year, by)| {
            Question::Placements(PlacementsOf { filter: PlacementFilter { programme, provider, year }, by })
        }),
        (any_selection(), any_text(), any_day()).prop_map(|(selection, provider, observed_from)| {
            Question::Trajectories(TrajectoriesOf { filter: CourseFilter { selection, provider }, observed_from })
        }),
        (any::<u128>(), any_day()).prop_map(|(id, observed_from)| {
            Question::Trajectory(TrajectoryOf { id: ParticipantId(Uuid::from_u128(id)), observed_from })
        }),
        (any_selection(), any_day(), any_day()).prop_map(|(selection, from, to)| {
            Question::Outcomes(OutcomesOf { filter: OutcomesFilter { selection, from, to } })
        }),
        (any_selection(), proptest::sample::select(FlowsBy::ALL))
            .prop_map(|(selection, by)| Question::Flows(FlowsOf { selection, by })),
        any_name().prop_map(|plan| match plan {
            Some(plan) => Question::Milestones(MilestonesOf { plan }),
            None => Question::Plans(PlansOf {}),
        }),
        (any_name(), any::<Option<u16>>(), any_name(), any_text(), any_text()).prop_map(
            |(programme, year, source, chapter, item)| {
                let filter = Filter { programme, year, source, chapter, item };
                Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Grant })
            }
        ),
        any_text().prop_map(|municipality| Question::Programmes(ProgrammesOf { municipality })),
        any_name().prop_map(|programme| Question::Goals(GoalsOf { programme })),
        any_name().prop_map(|programme| Question::Figures(FiguresOf { programme })),
        any_name().prop_map(|programme| Question::Lag(LagOf { programme })),
        (any_name(), any_name()).prop_map(|(programme, cohort)| Question::Draw(DrawOf { cohort, ..draw(programme) })),
        (any_name(), any_name()).prop_map(|(programme, cohort)| Question::List(ListOf { cohort, ..list(programme) })),
        any_name().prop_map(|programme| Question::Due(due(programme))),
        (any_name(), any_name()).prop_map(|(programme, cohort)| {
            Question::Series(SeriesOf { filter: SeriesFilter { programme, cohort, ..series() } })
        }),
        any_name()
            .prop_map(|programme| { Question::Survival(SurvivalOf { filter: curve(programme), observed_from: None }) }),
        (any_name(), any_text()).prop_map(|(programme, kind)| Question::Findings(FindingsOf { programme, kind })),
        any_name().prop_map(|programme| Question::Statement(StatementOf { programme })),
    ]
}

proptest! {
    #[test]
    fn any_question_is_read_back_as_it_was_written(question in any_question()) {
        let text = serde_json::to_string(&question).unwrap();
        prop_assert_eq!(serde_json::from_str::<Question>(&text).unwrap(), question);
    }

    #[test]
    fn a_question_spelled_as_the_ledger_does_stays_as_it_is(question in any_question()) {
        let spelled = question.spelled(&spellings());
        prop_assert_eq!(spelled.spelled(&spellings()), spelled);
    }
}

#[test]
fn the_catalogue_describes_every_question_with_the_fields_of_its_serialised_form() {
    let catalogue = Question::catalogue();
    let names: Vec<&str> = catalogue.questions.iter().map(|question| question.name).collect();
    let schemas: Vec<&str> = catalogue.questions.iter().map(|question| question.schema).collect();
    assert_eq!((names.as_slice(), schemas.as_slice()), (Question::NAMES, Question::SCHEMAS));
    for (question, _) in written() {
        let form = serde_json::to_value(&question).unwrap();
        let parameters = form[question.name()].as_object().unwrap();
        let described = catalogue.questions.iter().find(|described| described.name == question.name()).unwrap();
        // What was added later is written only where it is asked for.
        let written = |field: &&Field| !field.optional || parameters.contains_key(&field.name);
        let mut fields: Vec<&str> =
            described.parameters.iter().filter(written).map(|field| field.name.as_str()).collect();
        fields.sort();
        assert_eq!(fields, parameters.keys().map(String::as_str).collect::<Vec<_>>(), "{}", question.name());
    }
    let documented = |fields: &[Field]| fields.iter().all(|field| !field.meaning.is_empty());
    assert!(
        catalogue.questions.iter().all(|question| documented(&question.parameters) && documented(&question.result))
    );
    for (name, object) in &catalogue.objects {
        assert!(!object.fields.is_empty() && documented(&object.fields) && !object.meaning.is_empty(), "{name}");
    }
}

#[test]
fn shapes_are_read_from_the_types() {
    let catalogue = Question::catalogue();
    let shape = |object: &str, field: &str| {
        catalogue.objects[object].fields.iter().find(|found| found.name == field).unwrap().shape.clone()
    };
    let nullable = |inner| Shape::Nullable(Box::new(inner));
    let value = |kind: &str| Shape::Value(kind.to_owned());
    assert_eq!(shape("Group", "participants"), value("whole number"));
    assert_eq!(shape("Milestone", "due"), nullable(Shape::Object("Days".to_owned())));
    // Null by itself, and absent in other groupings: null once.
    assert_eq!(shape("Line", "recipient"), nullable(value("text")));
    // Amounts are written beside the other fields of a line.
    assert_eq!(shape("Line", "available_ore"), nullable(value("whole number")));
    let words = ["signed", "failed"].map(str::to_owned).to_vec();
    assert_eq!(shape("AgreementRow", "status"), Shape::Words { of: "AgreementStatus".to_owned(), words });
    let counts = Shape::Map(Box::new(value("whole number")));
    assert_eq!(shape("SurveyRow", "answers"), Shape::Map(Box::new(counts)));
    assert!(catalogue.objects["FigureRow"].fields.iter().any(|field| field.name == "where"));
    assert!(catalogue.objects["PlacementsRow"].fields.iter().all(|field| field.name != "members"));
}
