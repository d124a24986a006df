//! Every refusal of a commit, with its words, what to do, its name for programs and who must act.

use std::collections::BTreeSet;

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{EntryId, ParticipantId, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Edge, Kind, LedgerError, LikeCase, Migration, PendingCommit, Refusal};
use serde_json::{Value, json};

use crate::given::{World, entry_id, hint, instant, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OLA: &str = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const E2: &str = "e2000000-0000-4000-8000-000000000000";
const P1: &str = "a1000000-0000-4000-8000-000000000000";
const P2: &str = "a2000000-0000-4000-8000-000000000000";

/// The refusals, so that a new one finds no test and is missed here.
fn name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::UnknownType { .. } => "UnknownType",
        Refusal::CorrectionCommand(_) => "CorrectionCommand",
        Refusal::WrongStream { .. } => "WrongStream",
        Refusal::Fields { .. } => "Fields",
        Refusal::NoEffective(_) => "NoEffective",
        Refusal::PeriodDisagrees { .. } => "PeriodDisagrees",
        Refusal::Personal { .. } => "Personal",
        Refusal::NamesCase { .. } => "NamesCase",
        Refusal::Rules { .. } => "Rules",
        Refusal::NoEnrolment { .. } => "NoEnrolment",
        Refusal::ManyEnrolments { .. } => "ManyEnrolments",
        Refusal::NoPlacement { .. } => "NoPlacement",
        Refusal::ManyPlacements { .. } => "ManyPlacements",
        Refusal::MilestoneLabel { .. } => "MilestoneLabel",
        Refusal::SameContent(..) => "SameContent",
        Refusal::IdConflict { .. } => "IdConflict",
        Refusal::Target { .. } => "Target",
        Refusal::NothingChanges(_) => "NothingChanges",
        Refusal::TooLong { .. } => "TooLong",
        Refusal::NoActor => "NoActor",
        Refusal::Actor(_) => "Actor",
        Refusal::UnknownCase { .. } => "UnknownCase",
        Refusal::LikeCase { .. } => "LikeCase",
        Refusal::NoRegister { .. } => "NoRegister",
        Refusal::SamePerson(..) => "SamePerson",
        Refusal::NotAPersons(..) => "NotAPersons",
        Refusal::HalfAMerging => "HalfAMerging",
        Refusal::RepeatsAMerging(_) => "RepeatsAMerging",
        Refusal::NothingSelected => "NothingSelected",
        Refusal::MigrationOver(_) => "MigrationOver",
        Refusal::OpenedTwice(_) => "OpenedTwice",
        Refusal::Rotation(_) => "Rotation",
    }
}

/// As many as `name` has arms.
const REFUSALS: usize = 32;

/// What a refusal says: words, hint, name for programs, who must act.
struct Then(&'static str, &'static str, &'static str, Kind);

/// A ledger with a person in two programmes and two placements, a plan with two rows of one label, and a risk.
fn world() -> World {
    let mut world = World::new();
    let intake = |enrolment: &str, programme: &str| {
        let body = json!({"enrolment": enrolment, "programme": programme, "office": "North", "target_group": "adults"});
        proposal(KARI, "participant.intake", "2010-01-04", body)
    };
    let started = |placement: &str, provider: &str| {
        let body = json!({"placement": placement, "enrolment": E1, "measure": "training", "provider": provider,
            "owner": "municipal", "share_bp": 5000});
        proposal(KARI, "measure.started", "2010-01-11", body)
    };
    let planned = |title: &str| {
        let body = json!({"section": "2010", "number": "35", "title": title});
        proposal("plan/TIO", "plan.milestone_planned", "2010-01-01", body)
    };
    world
        .record(vec![
            proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"})),
            intake(E1, "KVP"),
            intake(E2, "TIO"),
            started(P1, "ASVO"),
            started(P2, "Sysselsetting"),
            planned("One"),
            planned("Another"),
            proposal("risk/KVP", "risk.identified", "2010-01-01", json!({"number": "1", "text": "Too few places"})),
            proposal(OLA, "participant.registered", "2010-01-01", json!({"office": "North"})),
        ])
        .unwrap();
    world
}

fn id_at(world: &World, seq: u64) -> EntryId {
    world.ledger().entry(Seq(seq)).unwrap().draft.id
}

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

fn change(fields: Value) -> Change {
    Change { fields: fields.as_object().unwrap().clone(), effective: None }
}

/// What a commit of one proposal is refused with, and that nothing was recorded.
fn refused(proposal: Proposal) -> LedgerError {
    let mut world = world();
    let size = world.last();
    let error = world.record(vec![proposal]).unwrap_err();
    assert_eq!(world.last(), size);
    error
}

fn corrected(
    act: impl FnOnce(&mut PendingCommit<'_>, &mut Edge<'_>, &World) -> Result<(), LedgerError>,
) -> LedgerError {
    let (mut world, other) = (world(), world());
    let size = world.last();
    let error = world.work(|work, edge| act(work, edge, &other)).unwrap_err();
    assert_eq!(world.last(), size);
    error
}

fn described(type_name: &str, stream: &str, fields: Value) -> LedgerError {
    refused(proposal(stream, type_name, "2010-02-01", fields))
}

fn proposed() -> Vec<(LedgerError, Then)> {
    let call = Kind::Call;
    let (paid, period) = (
        json!({"kind": "qualification_benefit", "amount_ore": 0}),
        json!({"start": "2010-02-01", "end": "2010-02-05"}),
    );
    let absence =
        |when| proposal(KARI, "absence.recorded", when, json!({"placement": P1, "period": period, "kind": "medical"}));
    let mut first = paid.clone();
    first["for_period"] = json!("2010-02-01");
    vec![
        (
            described("mesure.started", KARI, json!({})),
            Then(
                "'mesure.started' is not an entry type: did you mean 'measure.started'?",
                "`types` lists them",
                "unknown_type",
                call,
            ),
        ),
        (
            described("participant.teleported.twice.over", KARI, json!({})),
            Then(
                "'participant.teleported.twice.over' is not an entry type",
                "`types` lists them",
                "unknown_type",
                call,
            ),
        ),
        (
            described("entry.voided", KARI, json!({"reason": "typing"})),
            Then(
                "'entry.voided' is not recorded like other types: use replace, void or move",
                "`replace POSITION`, `void POSITION` or `move POSITION --to PARTICIPANT`",
                "correction_command",
                call,
            ),
        ),
        (
            described("risk.closed", KARI, json!({"number": "1"})),
            Then(
                "risk.closed belongs in a stream whose name begins with risk/, not in 'participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff'",
                "name the stream by its parts; it begins with risk/",
                "wrong_stream",
                call,
            ),
        ),
        (
            described("risk.identified", "risk/KVP", json!({"number": "2"})),
            Then("risk.identified: missing field `text`", "`types risk.identified` shows the fields", "fields", call),
        ),
        (
            described("risk.identified", "risk/KVP", json!({"number": "2", "text": "x", "severity": 3})),
            Then(
                "risk.identified: unknown field `severity`, expected one of `number`, `text`, `consequences`, `note`",
                "`types risk.identified` shows the fields",
                "fields",
                call,
            ),
        ),
        (
            described("benefit.paid", KARI, first),
            Then(
                "benefit.paid: 0 øre is not an amount: it is a whole number from 1 to 1000000000000000",
                "`types benefit.paid` shows the fields",
                "fields",
                call,
            ),
        ),
        (
            refused(proposal(
                KARI,
                "benefit.paid",
                "",
                json!({"kind": "qualification_benefit", "amount_ore": 1, "for_period": "2010-02-01"}),
            )),
            Then(
                "benefit.paid: no effective day or period was given",
                "give the day or period: --effective YYYY-MM-DD",
                "no_effective",
                call,
            ),
        ),
        (
            refused(absence("2010-02-02")),
            Then(
                "absence.recorded: effective 2010-02-02 is not the first day of the period, 2010-02-01 to 2010-02-05",
                "give the period (--period) and leave out --effective: the period gives the day",
                "period_disagrees",
                call,
            ),
        ),
        (
            described("risk.identified", "risk/KVP", json!({"number": "2", "text": "write to a@b.example"})),
            Then(
                "risk.identified: a text contains an e-mail address",
                "remove it from the text: entries may not contain personal data (H11)",
                "personal_data",
                Kind::Refused,
            ),
        ),
        (
            described(
                "participant.decided",
                "participant/8f9619ff-8b86-4d01-b42d-00cf4fc964ff",
                json!({"decision": "grant", "legal_basis": "§ 29"}),
            ),
            Then(
                "participant.decided: the person has no enrolment that this entry could belong to",
                "record the application or intake first",
                "no_enrolment",
                Kind::Refused,
            ),
        ),
        (
            described("participant.decided", KARI, json!({"decision": "extend", "legal_basis": "§ 29"})),
            Then(
                "participant.decided: this entry could belong to several enrolments: e1000000-0000-4000-8000-000000000000 (KVP, \
                 from 2010-01-04), e2000000-0000-4000-8000-000000000000 (TIO, from 2010-01-04)",
                "name one: --enrolment UUID",
                "many_enrolments",
                Kind::Refused,
            ),
        ),
        (
            described("measure.ended", OLA, json!({"outcome": "work"})),
            Then(
                "measure.ended: the person has no open placement on 2010-02-01",
                "record the start of the measure first",
                "no_placement",
                Kind::Refused,
            ),
        ),
        (
            refused(proposal(KARI, "measure.changed", "2010-01-10", json!({"share_bp": 4000}))),
            Then(
                "measure.changed: the person has no open placement on 2010-01-10; the person has \
                 a1000000-0000-4000-8000-000000000000 (ASVO, from 2010-01-11), a2000000-0000-4000-8000-000000000000 \
                 (Sysselsetting, from 2010-01-11)",
                "check the day; record the start of the measure first if it is missing, or name one: --placement UUID",
                "no_placement",
                Kind::Refused,
            ),
        ),
        (
            described("participant.merged_from", KARI, json!({"from": OLA.split_once('/').unwrap().1})),
            Then(
                "participant.merged_from is recorded together with participant.merged, never alone",
                "record participant.merged for the participant who was merged, with --into the one who is kept",
                "half_a_merging",
                Kind::Refused,
            ),
        ),
        (
            described("ledger.opened", "ledger", json!({})),
            Then(
                "ledger.opened: the ledger was already opened by #1, and it is opened only once",
                "leave it out: nothing needs to be done",
                "opened_twice",
                Kind::Refused,
            ),
        ),
        (
            described("measure.ended", KARI, json!({"outcome": "work"})),
            Then(
                "measure.ended: this entry could belong to several placements: a1000000-0000-4000-8000-000000000000 (ASVO, from \
                 2010-01-11), a2000000-0000-4000-8000-000000000000 (Sysselsetting, from 2010-01-11)",
                "name one: --placement UUID; record days in two placements as two entries",
                "many_placements",
                Kind::Refused,
            ),
        ),
        (
            described("plan.milestone_completed", "plan/TIO", json!({"milestone": "2010/35"})),
            Then(
                "plan/TIO has 2 milestones labelled '2010/35'",
                "write SECTION/NUMBER as `milestones PLAN` shows them; --format json shows each milestone's UUID",
                "milestone_label",
                Kind::Refused,
            ),
        ),
        (
            described("plan.milestone_completed", "plan/TIO", json!({"milestone": "2010/36"})),
            Then(
                "plan/TIO has no milestones labelled '2010/36'",
                "write SECTION/NUMBER as `milestones PLAN` shows them; --format json shows each milestone's UUID",
                "milestone_label",
                Kind::Refused,
            ),
        ),
        (
            refused(proposal(
                "risk/KVP",
                "risk.identified",
                "2010-01-01",
                json!({"number": "1", "text": "Too few places"}),
            )),
            Then(
                "entry #9 already records this: risk.identified with the same day and content",
                "if it did happen twice, record it with --again",
                "same_content",
                Kind::Refused,
            ),
        ),
        (
            refused(Proposal {
                subject: Subject::Participant(ParticipantId("6f9619ff-8b86-1d01-b42d-00cf4fc964ff".parse().unwrap())),
                ..proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"}))
            }),
            Then(
                "'6f9619ff-8b86-1d01-b42d-00cf4fc964ff' is not a random UUID (version 4): a participant's id must not \
                 carry any meaning",
                "leave it out: a person gets one when registered",
                "actor",
                call,
            ),
        ),
        (
            refused(Proposal {
                subject: Subject::Case("2010/17".to_owned()),
                ..proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"}))
            }),
            Then(
                "the case number cannot be looked up: no register is open",
                "name the register: --register FILE",
                "no_register",
                call,
            ),
        ),
    ]
}

fn put_right() -> Vec<(LedgerError, Then)> {
    let refused = Kind::Refused;
    let told = "`log show` shows what happened to it later";
    vec![
        (
            corrected(|work, edge, world| {
                work.void(id_at(world, 9), why(), edge)?;
                work.void(id_at(world, 9), why(), edge)
            }),
            Then(
                "#9: the entry no longer counts: #11 voided it",
                "`void 11 --reason …` makes it count again; then correct it",
                "target",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| {
                work.replace(id_at(world, 9), change(json!({"number": "2"})), why(), edge)?;
                work.replace(id_at(world, 9), change(json!({"number": "3"})), why(), edge)
            }),
            Then(
                "#9: the entry no longer counts: #11 corrected it",
                "correct what counts now: `replace 11 …`, or `void 11 …`",
                "target",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| {
                let voiding = Why { id: Some(entry_id(1)), ..why() };
                work.void(id_at(world, 9), voiding, edge)?;
                work.replace(entry_id(1), change(json!({"text": "x"})), why(), edge)
            }),
            Then(
                "#11: a voiding cannot be replaced: void it instead, which brings back what it had voided",
                told,
                "target",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| work.replace(id_at(world, 9), change(json!({"number": "1"})), why(), edge)),
            Then(
                "#9: the replacement is the same as the current entry",
                "name the fields to change",
                "nothing_changes",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| work.replace(id_at(world, 9), change(json!({"text": null})), why(), edge)),
            Then(
                "risk.identified: missing field `text`",
                "`types risk.identified` shows the fields",
                "fields",
                Kind::Call,
            ),
        ),
        (
            corrected(|work, edge, world| {
                work.replace(id_at(world, 9), change(json!({"text": "ring 22 22 22 22"})), why(), edge)
            }),
            Then(
                "entry.replaced: a text contains a telephone number",
                "remove it from the text: entries may not contain personal data (H11)",
                "personal_data",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| {
                work.move_to(id_at(world, 2), KARI.split_once('/').unwrap().1.parse().unwrap(), why(), edge)
            }),
            Then(
                "#2 already belongs to participant 6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
                "name another participant",
                "same_person",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| {
                work.move_to(id_at(world, 9), OLA.split_once('/').unwrap().1.parse().unwrap(), why(), edge)
            }),
            Then(
                "#9 is in risk/KVP: only a participant's entry can be moved",
                "void it and record it again where it belongs",
                "not_a_persons",
                refused,
            ),
        ),
        (
            corrected(|work, edge, _| {
                let into = json!({"into": KARI.split_once('/').unwrap().1});
                work.propose(proposal(OLA, "participant.merged", "2010-02-01", into), edge)?;
                let half = work.planned().pop().unwrap().id;
                work.void(half, why(), edge)
            }),
            Then(
                "#12 only repeats a merge for the participant who is kept, and is corrected together with that merge",
                "correct participant.merged of the participant who was merged",
                "repeats_a_merging",
                refused,
            ),
        ),
        (
            corrected(|work, edge, world| {
                work.keep_out(["00131"].into_iter().collect());
                let note = change(json!({"note": "the same as 00131"}));
                work.replace(id_at(world, 9), note, why(), edge)
            }),
            Then(
                "entry.replaced: the text in 'note' contains a case number of the register",
                "remove it from the text: entries never identify a person by case number (H11); to mention another \
                 person, write the participant's UUID",
                "names_case",
                refused,
            ),
        ),
        (
            corrected(|work, edge, _| work.void_selected(&[], &why(), edge).map(|_| ())),
            Then(
                "no entry in force matches the selection",
                "`log --type TYPE` lists entries; `log show POSITION` shows whether one is in force",
                "nothing_selected",
                refused,
            ),
        ),
        (
            corrected(|work, edge, _| work.void(entry_id(99), why(), edge)),
            Then(
                "there is no entry b1c373e8-cd03-45a5-89ef-b5531eb46c1c: the log ends at #10",
                "`log` lists the entries",
                "no_such_entry",
                refused,
            ),
        ),
    ]
}

fn the_rest() -> Vec<(LedgerError, Then)> {
    let mut unnamed = world();
    unnamed.actor = None;
    let risk =
        || proposal("risk/KVP", "risk.identified", "2010-02-01", json!({"number": "2", "text": "Too many forms"}));
    let no_actor = unnamed.record(vec![risk()]).unwrap_err();

    let mut world = world();
    let id = id_at(&world, 9);
    let conflict = world.record(vec![Proposal { id: Some(id), ..risk() }]).unwrap_err();
    let migration = Migration { recorded: instant("2010-06-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    let over = world.work_in(commit, |work, edge| work.propose(risk(), edge)).unwrap_err();
    vec![
        (
            no_actor,
            Then("no actor was given", "--actor ID, or HOVEDBOK_ACTOR in the environment", "no_actor", Kind::Call),
        ),
        (
            conflict,
            Then(
                "id 74bb8dad-1a40-4328-ae2a-c13ef8e8d8d2 belongs to entry #9, which has different content",
                "give the new entry another id, or none",
                "id_conflict",
                Kind::Refused,
            ),
        ),
        (
            over,
            Then(
                "the ledger was opened at #1: migration is over",
                "record it as an ordinary entry",
                "migration_over",
                Kind::Refused,
            ),
        ),
        (
            Refusal::Rotation(hovedbok_ledger::rotation::RotationError::Same).into(),
            Then(
                "key.rotated: the new key is the old one",
                "`key rotate --old FILE --new FILE` makes the key and records the change",
                "key_rotation",
                Kind::Refused,
            ),
        ),
        (
            Refusal::TooLong { type_name: "risk.identified".into(), bytes: 16_385, field: Some("text".into()) }.into(),
            Then(
                "risk.identified: the entry has 16385 bytes, more than the limit of 16384; its longest text is in 'text'",
                "shorten that text, or record several entries",
                "too_large",
                Kind::Refused,
            ),
        ),
        (
            Refusal::UnknownCase { column: None }.into(),
            Then(
                "the case number is not in the register",
                "check the number; a new person is registered with `record participant.registered --case NUMBER`",
                "unknown_case",
                Kind::Refused,
            ),
        ),
        (
            Refusal::LikeCase { column: None, like: LikeCase::Known(KARI[12..].parse().unwrap()) }.into(),
            Then(
                "the case number is not in the register, but that of participant 6f9619ff has the same letters and digits, and may be the same case",
                "write the case number as it is there (`register find ID` shows the participant's); if they are two cases, add them first: `register add NUMBER`",
                "like_case",
                Kind::Refused,
            ),
        ),
        (
            Refusal::from(hovedbok_core::ids::IdError::Name("Kari Nordmann".to_owned())).into(),
            Then(
                "'Kari Nordmann' is not an id: use 1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit",
                "an actor is an id or a role, never a name",
                "actor",
                Kind::Call,
            ),
        ),
    ]
}

#[test]
fn every_refusal_says_what_is_wrong_and_what_to_do() {
    let mut seen = BTreeSet::from(["Rules"]);
    for (error, Then(words, advice, code, kind)) in proposed().into_iter().chain(put_right()).chain(the_rest()) {
        assert_eq!(error.to_string(), words);
        assert_eq!((hint(&error).as_str(), error.code().word(), error.kind()), (advice, code, kind), "{words}");
        if let LedgerError::Refused { refusal, .. } = &error {
            seen.insert(name(refusal));
        }
    }
    // The rules have tests of their own.
    assert_eq!(seen.len(), REFUSALS, "{seen:?}");
}
