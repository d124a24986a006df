//! The promise of time.md, and what follows from the log alone being the truth (H1): nothing that is appended changes an old
//! answer; learning entry by entry gives what rebuilding gives; an export restored is the same log.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::projections::Each;
use hovedbok_answers::questions::{
    AbsenceOf, AgreementsOf, AttendanceOf, BodiesOf, BudgetOf, CohortsOf, ConditionsOf, DrawOf, DueOf, DutiesOf,
    FiguresOf, FindingsOf, FlowsOf, Frame, GoalsOf, LagOf, ListOf, MilestonesOf, OfficesOf, OutcomesOf, ParticipantOf,
    PlacementsOf, PlansOf, ProgrammesOf, RecommendationsOf, ReportsOf, RisksOf, SeriesOf, StaffOf, StateOf,
    StatementOf, SurveysOf, SurvivalOf, TrajectoriesOf, TrajectoryOf,
};
use hovedbok_answers::{Needs, Projections, Question};
use hovedbok_core::{Name, Seq};
use hovedbok_ledger::import::Taken;
use hovedbok_ledger::{CommitOptions, Ledger};
use hovedbok_programmes::ReportStatus;
use hovedbok_projection::{At, Projection, Timeline};
use hovedbok_state::{By, PlacementFilter, PlacementsBy, Selection, Status};
use hovedbok_trajectories::{
    AbsenceBy, AbsenceFilter, AttendanceBy, AttendanceFilter, CourseFilter, Event, FlowsBy, Grouping, MARKS,
    OutcomesFilter, SeriesBy, SeriesFilter, SeriesGroup, SeriesIndicator, StaySelection, SurvivalFilter,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::acts::{DAYS, Telling, everything, ledger_of, nth, participant};
use crate::given::{World, cases, instant, proposal};

/// Every kind of question.
pub fn questions() -> Vec<Question> {
    let state = |by| Question::State(StateOf { selection: Default::default(), by });
    let placements = |by| Question::Placements(PlacementsOf { filter: Default::default(), by });
    let budget = |by| Question::Budget(BudgetOf { filter: Default::default(), by });
    let mut all = vec![
        state(None),
        Question::Participant(ParticipantOf { id: participant(0).parse().unwrap() }),
        Question::Trajectories(TrajectoriesOf { filter: Default::default(), observed_from: None }),
        Question::Trajectory(TrajectoryOf { id: participant(0).parse().unwrap(), observed_from: None }),
        Question::Outcomes(OutcomesOf { filter: Default::default() }),
        Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() }),
        Question::Plans(PlansOf {}),
        budget(hovedbok_budgets::By::Line),
        budget(hovedbok_budgets::By::Recipient),
        budget(hovedbok_budgets::By::Year),
        Question::Programmes(ProgrammesOf { municipality: None }),
        Question::Bodies(BodiesOf { programme: None }),
        Question::Staff(StaffOf { programme: None }),
        Question::Reports(ReportsOf::default()),
        Question::Reports(ReportsOf {
            status: [ReportStatus::Missing, ReportStatus::Late].into(),
            ..ReportsOf::default()
        }),
        Question::Agreements(AgreementsOf { programme: None }),
        Question::Risks(RisksOf { programme: None }),
        Question::Surveys(SurveysOf { programme: None }),
        Question::Duties(DutiesOf::default()),
        Question::Offices(OfficesOf { programme: None }),
        Question::Recommendations(RecommendationsOf::default()),
        Question::Cohorts(CohortsOf { programme: None }),
        Question::Conditions(ConditionsOf { filter: Default::default() }),
        Question::Goals(GoalsOf { programme: None }),
        Question::Figures(FiguresOf { programme: None }),
        Question::Lag(LagOf { programme: None }),
        Question::Findings(FindingsOf { programme: None, kind: None }),
        Question::Statement(StatementOf { programme: None }),
    ];
    all.extend(SeriesIndicator::ALL.iter().map(|indicator| series(None, *indicator, None)));
    all.extend([Frame::Open, Frame::Closed, Frame::Findings, Frame::Grants].map(|of| draw(of, None)));
    all.push(Question::List(ListOf { status: Status::ALL.iter().copied().collect(), ..ListOf::default() }));
    all.push(due(None));
    all.push(survival(None, Some(Grouping::Office)));
    all.extend(AttendanceBy::ALL.iter().map(|by| attendance(AttendanceFilter::default(), *by)));
    all.extend(AbsenceBy::ALL.iter().map(|by| absence(AbsenceFilter::default(), *by)));
    all.extend(FlowsBy::ALL.iter().map(|by| Question::Flows(FlowsOf { selection: Default::default(), by: *by })));
    all.extend(By::ALL.iter().map(|by| state(Some(*by))));
    all.extend(PlacementsBy::ALL.iter().map(|by| placements(*by)));
    let names: BTreeSet<&str> = all.iter().map(Question::name).collect();
    assert_eq!(names, Question::NAMES.iter().copied().collect(), "every question keeps the promise");
    all
}

/// Questions about everybody that are narrowed: whether they can be answered depends on what is known.
pub fn narrowed() -> Vec<Question> {
    let programme = Some("KVP".parse().unwrap());
    let office = Some("North".to_owned());
    let selections = [
        Selection { receiving: true, ..Selection::default() },
        Selection { programme: programme.clone(), receiving: true, ..Selection::default() },
        Selection { office: office.clone(), ..Selection::default() },
        Selection { programme: programme.clone(), office, ..Selection::default() },
    ];
    let groupings = [By::Status, By::Benefit, By::Counsellor, By::Provider];
    let states = selections.into_iter().zip(groupings);
    let mut all: Vec<Question> =
        states.map(|(selection, by)| Question::State(StateOf { selection, by: Some(by) })).collect();
    let selection =
        StaySelection { programme: programme.clone(), office: Some("North".to_owned()), ..Default::default() };
    let filter = OutcomesFilter { selection: selection.clone(), from: Some(nth(5)), to: Some(nth(11)) };
    all.push(Question::Outcomes(OutcomesOf { filter }));
    let (from, to) = (Some(nth(5)), Some(nth(11)));
    let (provider, office) = (Some("ASVO".to_owned()), Some("North".to_owned()));
    let filter = AttendanceFilter { programme: programme.clone(), provider: provider.clone(), office: None, from, to };
    all.push(attendance(filter, AttendanceBy::ProviderMonth));
    let filter = AbsenceFilter { programme: programme.clone(), provider, from, to, ..AbsenceFilter::default() };
    all.push(absence(filter, AbsenceBy::Month));
    all.push(attendance(
        AttendanceFilter { office: office.clone(), ..AttendanceFilter::default() },
        AttendanceBy::Placement,
    ));
    all.push(absence(AbsenceFilter { office, ..AbsenceFilter::default() }, AbsenceBy::Person));
    all.push(Question::Flows(FlowsOf { selection: selection.clone(), by: FlowsBy::Provider }));
    let filter = CourseFilter { selection, provider: Some("ASVO".to_owned()) };
    all.push(Question::Trajectories(TrajectoriesOf { filter, observed_from: Some(nth(5)) }));
    let filter = PlacementFilter { programme: programme.clone(), provider: Some("ASVO".to_owned()), year: None };
    all.push(Question::Placements(PlacementsOf { filter, by: PlacementsBy::Outcome }));
    let cohort = || Some("cohort0".parse().unwrap());
    let of_cohort = Selection { programme: programme.clone(), cohort: cohort(), ..Selection::default() };
    all.push(Question::State(StateOf { selection: of_cohort, by: Some(By::Status) }));
    let of_cohort = || StaySelection { cohort: cohort(), ..StaySelection::default() };
    all.push(Question::Flows(FlowsOf { selection: of_cohort(), by: FlowsBy::Step }));
    let filter = OutcomesFilter { selection: of_cohort(), ..OutcomesFilter::default() };
    all.push(Question::Outcomes(OutcomesOf { filter }));
    let filter = CourseFilter { selection: of_cohort(), provider: None };
    all.push(Question::Trajectories(TrajectoriesOf { filter, observed_from: None }));
    all.push(Question::List(ListOf { cohort: cohort(), ..ListOf::default() }));
    for indicator in [SeriesIndicator::Stock, SeriesIndicator::BenefitsPaid] {
        let Question::Series(mut of_cohort) = series(programme.clone(), indicator, None) else { continue };
        of_cohort.filter.cohort = cohort();
        all.push(Question::Series(of_cohort));
    }
    if let Question::Draw(open) = draw(Frame::Open, programme.clone()) {
        all.push(Question::Draw(DrawOf { cohort: cohort(), ..open }));
    }
    all.push(Question::Goals(GoalsOf { programme: programme.clone() }));
    all.push(Question::Lag(LagOf { programme: programme.clone() }));
    all.extend(
        SeriesGroup::ALL.iter().zip(SeriesIndicator::ALL).map(|(by, of)| series(programme.clone(), *of, Some(*by))),
    );
    all.push(Question::List(ListOf { programme: programme.clone(), ..ListOf::default() }));
    let anybody = || ListOf { status: Status::ALL.iter().copied().collect(), ..ListOf::default() };
    let (office, provider) = (Some("North".to_owned()), Some("ASVO".to_owned()));
    all.push(Question::List(ListOf { office: office.clone(), ..anybody() }));
    all.push(Question::List(ListOf { provider: provider.clone(), ..anybody() }));
    all.push(Question::List(ListOf { office, provider, ..anybody() }));
    all.push(due(programme.clone()));
    all.push(draw(Frame::Closed, programme.clone()));
    all.push(survival(programme.clone(), Some(Grouping::Year)));
    all.push(Question::Figures(FiguresOf { programme }));
    all
}

fn attendance(filter: AttendanceFilter, by: AttendanceBy) -> Question {
    Question::Attendance(AttendanceOf { filter, by })
}

fn absence(filter: AbsenceFilter, by: AbsenceBy) -> Question {
    Question::Absence(AbsenceOf { filter, by })
}

fn series(programme: Option<Name>, indicator: SeriesIndicator, group: Option<SeriesGroup>) -> Question {
    let by = SeriesBy::Quarter;
    let cumulative = group.is_some();
    let filter = SeriesFilter { programme, cohort: None, indicator, by, group, from: None, to: None, cumulative };
    Question::Series(SeriesOf { filter })
}

fn due(programme: Option<Name>) -> Question {
    let (office, counsellor, kinds) = (None, None, BTreeSet::new());
    Question::Due(DueOf { within_days: 400, programme, office, counsellor, participant: None, kinds })
}

fn draw(of: Frame, programme: Option<Name>) -> Question {
    Question::Draw(DrawOf {
        n: 5,
        seed: "any".to_owned(),
        of,
        year: None,
        programme,
        cohort: None,
        office: None,
        by_office: of == Frame::Open,
    })
}

fn survival(programme: Option<Name>, by: Option<Grouping>) -> Question {
    let selection = StaySelection { programme, ..StaySelection::default() };
    let filter = SurvivalFilter { selection, first: false, by, to: Event::Exit, at: BTreeSet::from(MARKS) };
    Question::Survival(SurvivalOf { filter, observed_from: None })
}

/// The digest over the rows of each projection, by its name.
#[derive(Debug, Default, PartialEq)]
struct Digests(BTreeMap<&'static str, String>);

impl Each for Digests {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        self.0.insert(P::NAME, timeline.digest());
    }
}

fn digests(projections: &Projections) -> Digests {
    let mut digests = Digests::default();
    projections.each(&mut digests);
    digests
}

fn rebuilt(ledger: &Ledger, known_at: Seq) -> Digests {
    let rebuilt = ledger.rebuild(known_at, &mut |_| {}).unwrap();
    Digests(rebuilt.into_iter().map(|(name, rebuilt)| (name, rebuilt.digest)).collect())
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_was_answered_stays_answered(acts in everything(4..40), cut in any::<Index>(), day in 0..DAYS + 4) {
        let (first, second) = acts.split_at(cut.index(acts.len()));
        let (mut world, mut telling) = (World::new(), Telling::default());
        world.migrate(telling.drafts(first)).unwrap();
        let at = At { as_of: nth(day), known_at: world.ledger().last() };
        let before: Vec<String> = questions().iter().map(|question| world.result(question, at)).collect();

        world.migrate(telling.drafts(second)).unwrap();
        let late = json!({"office": "North"});
        let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        world.record(vec![proposal(person, "participant.registered", "2009-12-01", late)]).unwrap();
        world.reopen();
        for (question, before) in questions().iter().zip(&before) {
            prop_assert_eq!(&world.result(question, at), before, "{:?} at {}", question, at.known_at);
        }
    }

    #[test]
    fn learning_entry_by_entry_is_rebuilding(acts in everything(1..30), day in 0..DAYS + 4) {
        let world = ledger_of(&acts);
        let mut learnt = Projections::default();
        let entries: Vec<_> = world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap).collect();
        for entry in &entries {
            learnt.learn(entry);
            prop_assert_eq!(digests(&learnt), rebuilt(world.ledger(), entry.seq), "at {}", entry.seq);
        }
        // What has learnt more answers for an older position as what has not.
        let older = At { as_of: nth(day), known_at: Seq(world.last() / 2) };
        for question in questions() {
            let reply = learnt.reply(&question, older).map(|reply| serde_json::to_string(&reply).unwrap());
            prop_assert_eq!(reply.unwrap_or_else(|error| format!("error: {error}")), world.result(&question, older));
        }
    }

    #[test]
    fn an_export_restored_is_the_same_log(acts in everything(1..40)) {
        let mut world = ledger_of(&acts);
        let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        let registered = proposal(person, "participant.registered", "2010-06-01", json!({"office": "North"}));
        world.record(vec![registered]).unwrap();
        let bytes = world.exported(world.ledger().last());

        let mut other = World::other();
        let would = other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), true, edge)).unwrap();
        prop_assert_eq!((would, other.last()), (Taken::Restored(world.last()), 0));
        let taken = other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), false, edge)).unwrap();
        prop_assert_eq!(taken, Taken::Restored(world.last()));
        prop_assert!(other.exported(other.ledger().last()) == bytes);
        other.reopen();
        prop_assert_eq!(rebuilt(other.ledger(), other.ledger().last()), rebuilt(world.ledger(), world.ledger().last()));
        let verified = other.ledger().verify(Seq(0), &|_| {}).unwrap();
        prop_assert_eq!((verified.entries, verified.fault), (world.last(), None));

        // Into a ledger that holds them already nothing is recorded.
        let all = other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), false, edge));
        if let Ok(Taken::Recorded { recorded: entries, .. }) = all {
            prop_assert!(entries.iter().all(|entry| entry.already));
        }
        prop_assert!(other.exported(other.ledger().last()) == bytes);
    }
}

/// A course that breaks no rule, with a correction and a voiding that is voided.
fn lawful(world: &mut World) {
    let kari = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let body = |office: &str| json!({"office": office, "background": {"education": "primary", "needs": "one"}, "note": "first talk"});
    world.record(vec![proposal(kari, "participant.registered", "2010-01-01", body("North"))]).unwrap();
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    world.record(vec![proposal(kari, "participant.intake", "2010-01-04", intake)]).unwrap();
    let measure = json!({"measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 10000});
    let started = world.record(vec![proposal(kari, "measure.started", "2010-01-11", measure)]).unwrap();
    let ids: Vec<_> = world.ledger().entries(Seq(1), Seq(u64::MAX)).map(|entry| entry.unwrap().draft.id).collect();
    let why = |reason: &str| hovedbok_ledger::correct::Why { reason: reason.parse().unwrap(), note: None, id: None };
    let change = |fields: serde_json::Value| hovedbok_ledger::correct::Change {
        fields: fields.as_object().unwrap().clone(),
        effective: None,
    };
    // The registration, without its note and needs.
    let registered = ids[1];
    let fields = json!({"office": "South", "note": null, "background": {"needs": null}});
    world.work(|work, edge| work.replace(registered, change(fields), why("typing"), edge)).unwrap();
    let voided = world.work(|work, edge| work.void(started[0].id, why("duplicate"), edge)).unwrap();
    world.work(|work, edge| work.void(voided[0].id, why("not_true"), edge)).unwrap();
}

#[test]
fn into_a_ledger_that_holds_something_entries_go_through_the_rules_as_new_ones() {
    let mut world = World::new();
    lawful(&mut world);
    let bytes = world.exported(world.ledger().last());
    let mut other = World::other();
    other.at("2010-06-02T10:00:00Z");
    let someone = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    other.record(vec![proposal(someone, "participant.registered", "2010-06-01", json!({"office": "North"}))]).unwrap();
    let taken = other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), false, edge)).unwrap();
    let Taken::Recorded { recorded: entries, .. } = taken else { panic!("{taken:?}") };
    assert_eq!(entries.iter().filter(|entry| !entry.already).count(), 6);
    // `ledger.opened` is each ledger's own; everything else says the same, by the one who imports and at that instant.
    let said = |world: &World| -> Vec<_> {
        let entries = world.ledger().entries(Seq(1), Seq(u64::MAX)).map(Result::unwrap);
        let about = entries.filter(|entry| entry.draft.stream.to_string().starts_with("participant/6"));
        about
            .map(|entry| (entry.draft.id, entry.draft.target, entry.draft.effective.clone(), entry.draft.body))
            .collect()
    };
    assert_eq!(said(&other), said(&world));
    let imported = other.ledger().entry(Seq(3)).unwrap();
    assert_eq!((imported.recorded, imported.draft.migrated), (instant("2010-06-02T10:00:00Z"), None));

    let size = other.last();
    let again = other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), false, edge)).unwrap();
    let Taken::Recorded { recorded: entries, .. } = again else { panic!("{again:?}") };
    assert!(entries.iter().all(|entry| entry.already) && entries.len() == 6);
    assert_eq!(other.last(), size);
}

#[test]
fn what_breaks_a_rule_is_not_imported_as_new_and_nothing_else_of_the_file_is() {
    let mut world = World::new();
    lawful(&mut world);
    let bytes = world.exported(world.ledger().last());
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    // Without the registration, which is the second line.
    let broken: Vec<u8> =
        lines.iter().enumerate().filter(|(n, _)| ![1, 4].contains(n)).flat_map(|(_, l)| l.iter().copied()).collect();
    let mut other = World::other();
    let someone = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    other.record(vec![proposal(someone, "participant.registered", "2010-06-01", json!({"office": "North"}))]).unwrap();
    let size = other.last();
    let error =
        other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", broken.as_slice(), false, edge)).unwrap_err();
    assert!(error.to_string().starts_with("log.jsonl, line "), "{error}");
    assert!(error.to_string().contains("registered_first: "), "{error}");
    assert_eq!(other.last(), size);
}

#[test]
fn a_migration_restored_counts_as_migrated() {
    let mut world = World::new();
    let registered =
        proposal("risk/KVP", "risk.identified", "2009-01-01", json!({"number": "1", "text": "Too few places"}));
    let migration = hovedbok_ledger::Migration { recorded: instant("2009-01-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    world.work_in(commit, |work, edge| work.propose(registered, edge)).unwrap();
    let bytes = world.exported(Seq(1));
    let mut other = World::other();
    other.with(|ledger, edge| ledger.import_jsonl("log.jsonl", bytes.as_slice(), false, edge)).unwrap();
    let question = Question::Programmes(ProgrammesOf { municipality: None });
    let answer = other.ledger().ask(&question, crate::given::at("2010-01-01", 1)).unwrap();
    assert!(answer.rests_on_migrated);
    assert!(other.ledger().projections(Needs::ALL, Seq(1)).is_ok());
}

#[test]
fn the_course_of_who_was_merged_rests_on_both() {
    let mut world = World::new();
    let (one, two) = ("6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "7f9619ff-8b86-4d01-b42d-00cf4fc964ff");
    let stream = |id: &str| format!("participant/{id}");
    let registered =
        |id: &str| proposal(&stream(id), "participant.registered", "2009-01-01", json!({"office": "North"}));
    let migration = hovedbok_ledger::Migration { recorded: instant("2009-01-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    world.work_in(commit, |work, edge| work.propose(registered(one), edge)).unwrap();
    world.record(vec![registered(two)]).unwrap();
    let rests = |world: &World, known_at: u64| {
        let question = Question::Participant(ParticipantOf { id: two.parse().unwrap() });
        world.ledger().ask(&question, crate::given::at("2010-06-01", known_at)).unwrap().rests_on_migrated
    };
    assert!(!rests(&world, 3));
    world.record(vec![proposal(&stream(one), "participant.merged", "2010-05-01", json!({"into": two}))]).unwrap();
    assert!(rests(&world, 4) && !rests(&world, 3));
}
