//! Signed answers, which hold a whole signed checkpoint.

use hovedbok_tree::{Binding, Checkpoint, CheckpointError, Hash, NoteError, SignedAnswer, SignedAnswerError};
use proptest::prelude::*;

use crate::given::{self, ORIGIN};

fn binding() -> Binding {
    Binding {
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

fn signed() -> SignedAnswer {
    binding().sign(&given::signer()).unwrap()
}

#[test]
fn a_signed_answer_is_a_note_around_a_note() {
    let signed = signed();
    let text = signed.to_string();
    let head = format!(
        "hovedbok/statement@v1\norigin ledger.example/test\nquestion {{\"ask\":\"caseload\",\"programme\":\"øst\"}}\nas-of \
         2026-03-31\nknown-at 4\nrules 3\nprogram hovedbok 0.1.0\nschema caseload/2\nanswer-sha256 {}\n\n{}\n— {ORIGIN} ",
        Hash::of(b"the answer"),
        given::CHECKPOINT
    );
    assert!(text.starts_with(&head), "{text}");
    let read = SignedAnswer::parse(&text).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.binding(), &binding());
    assert_eq!(read.note().signatures().len(), 1, "the checkpoint's signatures are not the answer's");
    let checkpoint = read.verify(&given::log_key(), Some(ORIGIN)).unwrap();
    assert_eq!(checkpoint.to_string(), given::CHECKPOINT);
}

#[test]
fn a_signed_answer_and_its_checkpoint_are_signed_by_one_key() {
    let signed = binding().sign(&given::witness()).unwrap();
    let signer = given::witness();
    let refused = signed.verify(&given::log_key(), Some(ORIGIN));
    assert!(matches!(refused, Err(SignedAnswerError::Note(NoteError::NotSignedBy { .. }))), "{refused:?}");
    let refused = signed.verify(signer.verifier(), Some(ORIGIN));
    assert!(matches!(refused, Err(SignedAnswerError::Checkpoint(CheckpointError::Note(_)))), "{refused:?}");
}

#[test]
fn a_changed_signed_answer_says_what_is_wrong() {
    let key = given::log_key();
    let text = signed().to_string();
    for (from, to) in [("as-of 2026", "as-of 2025"), ("known-at 4", "known-at 3"), ("caseload/2", "caseload/1")] {
        let refused = SignedAnswer::parse(&text.replacen(from, to, 1)).unwrap().verify(&key, None);
        assert!(matches!(refused, Err(SignedAnswerError::Note(NoteError::WrongSignature { .. }))), "{refused:?}");
    }
    // Without its own signature only the checkpoint's are left, and then the checkpoint has none.
    let stripped = text.rsplit_once("\n\n").unwrap().0.to_owned() + "\n";
    let refused = SignedAnswer::parse(&stripped);
    assert!(matches!(refused, Err(SignedAnswerError::Checkpoint(CheckpointError::Note(NoteError::NoSignatures)))));

    let forged = Binding { checkpoint: given::head(9).sign(&given::impostor()).unwrap().to_string(), ..binding() };
    let refused = forged.sign(&given::signer()).unwrap().verify(&key, None);
    assert!(matches!(refused, Err(SignedAnswerError::Checkpoint(_))), "{refused:?}");
    let refused = signed().verify(&key, Some("other.example"));
    assert!(matches!(refused, Err(SignedAnswerError::Checkpoint(CheckpointError::AnotherOrigin { .. }))));

    let whole = Binding { known_at: 5, ..binding() };
    assert!(whole.sign(&given::signer()).unwrap().verify(&key, None).is_ok(), "as many entries as the checkpoint has");
    let refused = |binding: Binding| binding.sign(&given::signer()).unwrap_err();
    let beyond = Binding { known_at: 6, ..binding() };
    assert_eq!(refused(beyond.clone()), SignedAnswerError::BeyondCheckpoint { known_at: 6, size: 5 });
    let elsewhere = Checkpoint { origin: "other.example".to_owned(), ..given::head(5) };
    let elsewhere = elsewhere.sign(&given::signer()).unwrap().to_string();
    let elsewhere = Binding { checkpoint: elsewhere, ..binding() };
    assert!(matches!(refused(elsewhere.clone()), SignedAnswerError::TwoLogs { .. }));
    // Signed all the same by a program without these checks.
    for (wrong, expected) in [(beyond, "6 entries"), (elsewhere, "'other.example'")] {
        let note = hovedbok_tree::sign(&wrong.to_text(), &given::signer()).unwrap();
        let refused = SignedAnswer::parse(&note.to_string()).unwrap().verify(&key, None).unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    }
}

#[test]
fn every_field_is_one_line_in_its_place() {
    let refused = |binding: Binding| binding.sign(&given::signer()).unwrap_err();
    let line = |binding: Binding| match refused(binding) {
        SignedAnswerError::Line { line, .. } => line,
        other => panic!("{other:?}"),
    };
    let given = binding;
    assert_eq!(line(Binding { origin: String::new(), ..given() }), 2);
    assert_eq!(line(Binding { question: "{".to_owned(), ..given() }), 3);
    assert_eq!(line(Binding { question: "{}\n{}".to_owned(), ..given() }), 4);
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
        assert_eq!(line(Binding { as_of: day.to_owned(), ..given() }), 4, "{day}");
    }
    assert_eq!(line(Binding { rules: String::new(), ..given() }), 6);
    assert_eq!(line(Binding { program: String::new(), ..given() }), 7);
    assert_eq!(line(Binding { schema: "a\n".to_owned(), ..given() }), 9);
    assert!(matches!(refused(Binding { program: "a\tb".to_owned(), ..given() }), SignedAnswerError::Note(_)));
    assert!(matches!(refused(Binding { checkpoint: "no\n".to_owned(), ..given() }), SignedAnswerError::Checkpoint(_)));

    let text = binding().to_text();
    for (from, to, at) in
        [("@v1", "@v2", 1), ("known-at 4", "known-at 04", 5), ("answer-sha256 ", "answer-sha256 A", 9)]
    {
        let refused = Binding::parse(&text.replacen(from, to, 1));
        assert!(matches!(refused, Err(SignedAnswerError::Line { line, .. }) if line == at), "{refused:?}");
    }
    let crowded = text.replacen("\n\n", "\n", 1);
    assert!(matches!(Binding::parse(&crowded), Err(SignedAnswerError::Line { line: 10, .. })));
}

proptest! {
    #[test]
    fn a_signed_answer_comes_back(
        question in "[ -~æøå]{0,30}",
        words in prop::collection::vec("[!-~æøå][ -~]{0,10}", 3),
        known_at in 0u64..=5,
    ) {
        let question = serde_json::to_string(&question).unwrap();
        let [rules, program, schema] = words.try_into().unwrap();
        let bound = Binding { question, rules, program, schema, known_at, ..binding() };
        let signed = bound.sign(&given::signer()).unwrap();
        let read = SignedAnswer::parse(&signed.to_string()).unwrap();
        prop_assert_eq!(read.binding(), &bound);
        prop_assert!(read.verify(&given::log_key(), Some(ORIGIN)).is_ok());
    }

    #[test]
    fn a_changed_signed_answer_is_refused_or_says_the_same(text in given::mutated(signed().to_string())) {
        if let Ok(read) = SignedAnswer::parse(&text) {
            prop_assert_eq!(read.to_string(), text);
            if read.verify(&given::log_key(), Some(ORIGIN)).is_ok() {
                prop_assert_eq!(read.binding(), &binding());
            }
        }
    }
}
