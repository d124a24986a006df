//! Signed statements, which hold a whole signed checkpoint.

use hovedbok_tree::{Checkpoint, CheckpointError, Hash, NoteError, SignedStatement, Statement, StatementError};
use proptest::prelude::*;

use crate::given::{self, ORIGIN};

fn statement() -> Statement {
    Statement {
        origin: ORIGIN.to_owned(),
        question: r#"{"ask":"caseload","programme":"øst"}"#.to_owned(),
        as_of: "2026-03-31".to_owned(),
        known_at: 4,
        rules: "3".to_owned(),
        program: "hovedbok 0.1.0".to_owned(),
        schema: "caseload/2".to_owned(),
        answer_sha256: Hash::of(b"the answer"),
        checkpoint: given::CHECKPOINT.to_owned(),
    }
}

fn signed() -> SignedStatement {
    statement().sign(&given::signer()).unwrap()
}

#[test]
fn a_statement_is_a_note_around_a_note() {
    let signed = signed();
    let text = signed.to_string();
    let head = format!(
        "hovedbok/statement@v1\norigin ledger.example/test\nquestion {{\"ask\":\"caseload\",\"programme\":\"øst\"}}\nas-of \
         2026-03-31\nknown-at 4\nrules 3\nprogram hovedbok 0.1.0\nschema caseload/2\nanswer-sha256 {}\n\n{}\n— {ORIGIN} ",
        Hash::of(b"the answer"),
        given::CHECKPOINT
    );
    assert!(text.starts_with(&head), "{text}");
    let read = SignedStatement::parse(&text).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.statement(), &statement());
    assert_eq!(read.note().signatures().len(), 1, "the checkpoint's signatures are not the statement's");
    let checkpoint = read.verify(&given::log_key(), Some(ORIGIN)).unwrap();
    assert_eq!(checkpoint.to_string(), given::CHECKPOINT);
}

#[test]
fn a_statement_and_its_checkpoint_are_signed_by_one_key() {
    let signed = statement().sign(&given::witness()).unwrap();
    let signer = given::witness();
    let refused = signed.verify(&given::log_key(), Some(ORIGIN));
    assert!(matches!(refused, Err(StatementError::Note(NoteError::NotSignedBy { .. }))), "{refused:?}");
    let refused = signed.verify(signer.verifier(), Some(ORIGIN));
    assert!(matches!(refused, Err(StatementError::Checkpoint(CheckpointError::Note(_)))), "{refused:?}");
}

#[test]
fn a_changed_statement_says_what_is_wrong() {
    let key = given::log_key();
    let text = signed().to_string();
    for (from, to) in [("as-of 2026", "as-of 2025"), ("known-at 4", "known-at 3"), ("caseload/2", "caseload/1")] {
        let refused = SignedStatement::parse(&text.replacen(from, to, 1)).unwrap().verify(&key, None);
        assert!(matches!(refused, Err(StatementError::Note(NoteError::WrongSignature { .. }))), "{refused:?}");
    }
    // Without its own signature only the checkpoint's are left, and then the checkpoint has none.
    let stripped = text.rsplit_once("\n\n").unwrap().0.to_owned() + "\n";
    let refused = SignedStatement::parse(&stripped);
    assert!(matches!(refused, Err(StatementError::Checkpoint(CheckpointError::Note(NoteError::NoSignatures)))));

    let forged = Statement { checkpoint: given::head(9).sign(&given::impostor()).unwrap().to_string(), ..statement() };
    let refused = forged.sign(&given::signer()).unwrap().verify(&key, None);
    assert!(matches!(refused, Err(StatementError::Checkpoint(_))), "{refused:?}");
    let refused = signed().verify(&key, Some("other.example"));
    assert!(matches!(refused, Err(StatementError::Checkpoint(CheckpointError::AnotherOrigin { .. }))));

    let whole = Statement { known_at: 5, ..statement() };
    assert!(whole.sign(&given::signer()).unwrap().verify(&key, None).is_ok(), "as many entries as the checkpoint has");
    let refused = |statement: Statement| statement.sign(&given::signer()).unwrap_err();
    let beyond = Statement { known_at: 6, ..statement() };
    assert_eq!(refused(beyond.clone()), StatementError::BeyondCheckpoint { known_at: 6, size: 5 });
    let elsewhere = Checkpoint { origin: "other.example".to_owned(), ..given::head(5) };
    let elsewhere = elsewhere.sign(&given::signer()).unwrap().to_string();
    let elsewhere = Statement { checkpoint: elsewhere, ..statement() };
    assert!(matches!(refused(elsewhere.clone()), StatementError::TwoLogs { .. }));
    // Signed all the same by a program without these checks.
    for (wrong, expected) in [(beyond, "6 entries"), (elsewhere, "'other.example'")] {
        let note = hovedbok_tree::sign(&wrong.to_text(), &given::signer()).unwrap();
        let refused = SignedStatement::parse(&note.to_string()).unwrap().verify(&key, None).unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    }
}

#[test]
fn every_field_is_one_line_in_its_place() {
    let refused = |statement: Statement| statement.sign(&given::signer()).unwrap_err();
    let line = |statement: Statement| match refused(statement) {
        StatementError::Line { line, .. } => line,
        other => panic!("{other:?}"),
    };
    let given = statement;
    assert_eq!(line(Statement { origin: String::new(), ..given() }), 2);
    assert_eq!(line(Statement { question: "{".to_owned(), ..given() }), 3);
    assert_eq!(line(Statement { question: "{}\n{}".to_owned(), ..given() }), 4);
    for day in [
        "",
        "2026-3-31",
        "2026-13-01",
        "2026-00-01",
        "2026-01-32",
        "26-01-01",
        "2026-01-01 ",
        "2026/01/01",
        "2026-01-øx",
    ] {
        assert_eq!(line(Statement { as_of: day.to_owned(), ..given() }), 4, "{day}");
    }
    assert_eq!(line(Statement { rules: String::new(), ..given() }), 6);
    assert_eq!(line(Statement { program: String::new(), ..given() }), 7);
    assert_eq!(line(Statement { schema: "a\n".to_owned(), ..given() }), 9);
    assert!(matches!(refused(Statement { program: "a\tb".to_owned(), ..given() }), StatementError::Note(_)));
    assert!(matches!(refused(Statement { checkpoint: "no\n".to_owned(), ..given() }), StatementError::Checkpoint(_)));

    let text = statement().to_text();
    for (from, to, at) in
        [("@v1", "@v2", 1), ("known-at 4", "known-at 04", 5), ("answer-sha256 ", "answer-sha256 A", 9)]
    {
        let refused = Statement::parse(&text.replacen(from, to, 1));
        assert!(matches!(refused, Err(StatementError::Line { line, .. }) if line == at), "{refused:?}");
    }
    let crowded = text.replacen("\n\n", "\n", 1);
    assert!(matches!(Statement::parse(&crowded), Err(StatementError::Line { line: 10, .. })));
}

proptest! {
    #[test]
    fn a_statement_comes_back(
        question in "[ -~æøå]{0,30}",
        words in prop::collection::vec("[!-~æøå][ -~]{0,10}", 3),
        known_at in 0u64..=5,
    ) {
        let question = serde_json::to_string(&question).unwrap();
        let [rules, program, schema] = words.try_into().unwrap();
        let statement = Statement { question, rules, program, schema, known_at, ..statement() };
        let signed = statement.sign(&given::signer()).unwrap();
        let read = SignedStatement::parse(&signed.to_string()).unwrap();
        prop_assert_eq!(read.statement(), &statement);
        prop_assert!(read.verify(&given::log_key(), Some(ORIGIN)).is_ok());
    }

    #[test]
    fn a_changed_statement_is_refused_or_says_the_same(text in given::mutated(signed().to_string())) {
        if let Ok(read) = SignedStatement::parse(&text) {
            prop_assert_eq!(read.to_string(), text);
            if read.verify(&given::log_key(), Some(ORIGIN)).is_ok() {
                prop_assert_eq!(read.statement(), &statement());
            }
        }
    }
}
