//! Signed answers: made, checked, and what is refused with which message.

use hovedbok_answers::Question;
use hovedbok_answers::questions::{FindingsOf, StatementOf};
use hovedbok_ledger::signed::{Confirmed, Signed};
use hovedbok_ledger::{Kind, LedgerError};
use hovedbok_projection::At;
use hovedbok_tree::{Binding, Hash, SignedAnswer};
use serde_json::json;

use crate::checkpoints::{forged, funded, impostor, key, older, richer};
use crate::given::{World, at, proposal};

const PROGRAM: &str = "hovedbok 9.9.9";

fn statement() -> Question {
    Question::Statement(StatementOf { programme: None })
}

fn signed(world: &World, question: &Question, at: At) -> Signed {
    let answer = world.ledger().ask(question, at).unwrap();
    world.ledger().sign_answer(question, &answer, PROGRAM, &key()).unwrap()
}

fn check(world: &World, signed: &SignedAnswer) -> Result<Confirmed, LedgerError> {
    let keys = [key().verifier().clone()];
    world.ledger().check_signed(signed, &keys, PROGRAM, &mut |_| {})
}

fn refused(world: &World, signed: &SignedAnswer, code: &str, says: &str) {
    let error = check(world, signed).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), (code, Kind::Refused), "{error}");
    assert!(error.to_string().contains(says), "{error}");
}

/// The signed answer with a field changed, signed again.
fn changed(signed: &Signed, change: impl FnOnce(&mut Binding)) -> SignedAnswer {
    let mut said = signed.signed.binding().clone();
    change(&mut said);
    said.sign(&key()).unwrap()
}

#[test]
fn a_signed_answer_binds_the_answer_and_is_confirmed_for_ever() {
    let mut world = funded();
    let signed = signed(&world, &statement(), at("2010-01-01", 4));
    assert_eq!(Hash::of(&signed.answer), signed.signed.binding().answer_sha256);
    let answer = world.ledger().ask(&statement(), at("2010-01-01", 4)).unwrap();
    assert_eq!(signed.answer, serde_json::to_vec(&answer).unwrap());
    let said = signed.signed.binding();
    assert_eq!((said.question.as_str(), said.known_at), (r#"{"statement":{"programme":null}}"#, 4));
    assert_eq!((said.rules.as_str(), said.program.as_str()), ("norway/1", PROGRAM));

    let read = SignedAnswer::parse(&signed.signed.to_string()).unwrap();
    for number in 2..5 {
        let fields = json!({"number": number.to_string()});
        world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", fields)]).unwrap();
        let confirmed = check(&world, &read).unwrap();
        assert_eq!((confirmed.checkpoint.size, confirmed.answer_sha256), (5, Hash::of(&signed.answer)));
    }
}

#[test]
fn a_question_narrowed_to_a_programme_comes_back() {
    let mut world = funded();
    let established = json!({"owner": "NAV", "period": {"start": "2008-01-01", "end": "2010-12-31"}});
    world.record(vec![proposal("programme/KVP", "programme.established", "2008-01-01", established)]).unwrap();
    let question = Question::Statement(StatementOf { programme: Some("KVP".parse().unwrap()) });
    let signed = signed(&world, &question, at("2010-01-01", 6));
    assert_eq!(signed.signed.binding().question, r#"{"statement":{"programme":"KVP"}}"#);
    check(&world, &signed.signed).unwrap();
}

#[test]
fn only_statements_are_signed_and_only_by_the_ledgers_key() {
    let world = funded();
    let question = Question::Findings(FindingsOf { programme: None, kind: None });
    let answer = world.ledger().ask(&question, at("2010-01-01", 5)).unwrap();
    let error = world.ledger().sign_answer(&question, &answer, PROGRAM, &key()).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("question", Kind::Call));
    let other = hovedbok_tree::SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    let answer = world.ledger().ask(&statement(), at("2010-01-01", 5)).unwrap();
    let error = world.ledger().sign_answer(&statement(), &answer, PROGRAM, &other).unwrap_err();
    assert_eq!(error.code().word(), "key_of_another_ledger");
}

#[test]
fn each_reason_to_doubt_a_signed_answer_has_its_message() {
    let world = funded();
    let signed = signed(&world, &statement(), at("2010-01-01", 5));
    let text = signed.signed.to_string();
    // The signature.
    let tampered = SignedAnswer::parse(&text.replacen("as-of 2010-01-01", "as-of 2010-01-02", 1)).unwrap();
    refused(&world, &tampered, "statement", "does not fit the text");
    let by_another = signed.signed.binding().sign(&impostor()).unwrap();
    refused(&world, &by_another, "statement", "by another key");
    let error = world.ledger().check_signed(&signed.signed, &[], PROGRAM, &mut |_| {}).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("no_key", Kind::Call));
    // Another ledger, by its name and by its entries.
    let elsewhere = "other.example/ledger";
    let foreign = text.replace("test.example/ledger\n", &format!("{elsewhere}\n"));
    refused(&world, &SignedAnswer::parse(&foreign).unwrap(), "another_ledger", elsewhere);
    refused(&richer(&world), &signed.signed, "history_changed", "history was changed");
    // A ledger that ends before what was known, or before the checkpoint.
    refused(&older(&world, 3), &signed.signed, "beyond_the_log", "up to #5, but the ledger ends at #3");
    let earlier = changed(&signed, |said| said.known_at = 2);
    refused(&older(&world, 3), &earlier, "shorter", "shorter than the checkpoint");
    // The answer, with what made it.
    let lied = changed(&signed, |said| {
        said.answer_sha256 = Hash::of(b"380");
        said.program = "hovedbok 0.0.1".to_owned();
    });
    refused(&world, &lied, "answer_differs", "(by hovedbok 0.0.1, rules norway/1, schema hovedbok/statement/4)");
    refused(&world, &lied, "answer_differs", "(by hovedbok 9.9.9, rules norway/1, schema hovedbok/statement/4)");
    // Questions of a newer program.
    let newer = changed(&signed, |said| said.question = r#"{"forecast":{}}"#.to_owned());
    refused(&world, &newer, "unknown_question", "forecast");
    // And the ledger rebuilt as it was confirms it.
    check(&forged(&world, |_| {}), &signed.signed).unwrap();
}

#[test]
fn an_answer_of_another_version_or_rule_set_is_checked_for_everything_else_and_never_said_to_differ() {
    let world = funded();
    let signed = signed(&world, &statement(), at("2010-01-01", 5));
    type Change = fn(&mut hovedbok_tree::Binding);
    let others: [(Change, &str); 3] = [
        (|said| said.schema = "hovedbok/statement/1".to_owned(), "schema hovedbok/statement/1 and rules norway/1"),
        (|said| said.schema = "hovedbok/statement/9".to_owned(), "schema hovedbok/statement/9 and rules norway/1"),
        (|said| said.rules = "norway/0".to_owned(), "schema hovedbok/statement/4 and rules norway/0"),
    ];
    for (change, what) in others {
        let other = changed(&signed, |said| {
            change(said);
            said.answer_sha256 = Hash::of(b"of another shape");
        });
        refused(&world, &other, "other_schema", what);
        refused(&world, &other, "other_schema", "the answer itself was not recomputed");
        // What can be checked is checked first: the signature, the ledger, its entries.
        let text = other.to_string();
        let tampered = SignedAnswer::parse(&text.replacen("as-of 2010-01-01", "as-of 2010-01-02", 1)).unwrap();
        refused(&world, &tampered, "statement", "does not fit the text");
        refused(&richer(&world), &other, "history_changed", "history was changed");
        refused(&older(&world, 3), &other, "beyond_the_log", "up to #5, but the ledger ends at #3");
    }
}
