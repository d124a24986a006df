//! Signed notes and keys: the published example, what is refused, and whose signature is missing.

use hovedbok_tree::note::{NOTE_MAX, SIGNATURES_MAX};
use hovedbok_tree::{KeyError, KeyKind, Note, NoteError, Signature, SigningKey, VerifierKey, sign};
use proptest::prelude::*;

use crate::given;

/// The example key and note of the C2SP signed-note standard.
const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlT\
                       gK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

#[test]
fn the_published_example() {
    let key = VerifierKey::parse(EXAMPLE_KEY).unwrap();
    assert_eq!((key.name(), key.key_id()), ("example.com/foo", [0x53, 0x0d, 0x90, 0x3a]));
    assert_eq!(key.to_string(), EXAMPLE_KEY);
    let note = Note::parse(EXAMPLE).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verify(&key), Ok(()));
    assert_eq!(note.to_string(), EXAMPLE);

    let changed = Note::parse(&EXAMPLE.replace("example message", "example massage")).unwrap();
    let refused = changed.verify(&key);
    assert_eq!(refused, Err(NoteError::WrongSignature { name: "example.com/foo".to_owned(), id: 0x530d_903a }));
}

#[test]
fn keys_are_written_as_others_write_them() {
    let key = given::signer();
    assert_eq!(key.private_text(), given::LOG_PRIVATE);
    assert_eq!(key.verifier().to_string(), given::LOG_KEY);
    assert_eq!(given::witness().cosigner().to_string(), given::WITNESS_KEY);
    for text in [given::LOG_PRIVATE, given::LOG_PRIVATE.trim_end()] {
        assert_eq!(SigningKey::parse_private(text).unwrap().verifier(), key.verifier());
    }
    assert_eq!(VerifierKey::parse(&format!("{}\n", given::LOG_KEY)).unwrap(), given::log_key());
    assert_eq!(given::witness_key().kind(), KeyKind::CosignatureV1);
    assert_eq!(VerifierKey::new(given::ORIGIN, KeyKind::Ed25519, key.verifier().public_bytes()), Ok(given::log_key()));

    let shown = format!("{:?}", key.verifier());
    assert_eq!(shown, format!("VerifierKey({})", given::LOG_KEY));
    let shown = format!("{key:?}");
    assert_eq!(shown, "SigningKey(ledger.example/test+716976b5, secret not shown)");
}

#[test]
fn a_key_is_the_same_under_other_names_and_for_other_signatures() {
    let key = given::log_key();
    let renamed = SigningKey::from_seed("other.example", [7; 32]).unwrap();
    assert!(key.is_same_key(renamed.verifier()) && key.is_same_key(&renamed.cosigner()));
    assert!(!key.is_same_key(given::impostor().verifier()), "the same name, another key");
    assert!(!key.is_same_key(&given::witness_key()));
    let cosigner = key.as_kind(KeyKind::CosignatureV1);
    assert_eq!((cosigner.kind(), cosigner.name()), (KeyKind::CosignatureV1, key.name()));
    assert_ne!(cosigner.key_id(), key.key_id());
    assert_eq!(cosigner.as_kind(KeyKind::Ed25519), key);
}

#[test]
fn keys_that_were_changed_are_refused() {
    let refused = |text: &str| VerifierKey::parse(text).unwrap_err();
    assert_eq!(refused(""), KeyError::NotPublic);
    assert_eq!(refused(&given::LOG_KEY.replace("716976b5", "716976B5")), KeyError::NotPublic);
    assert_eq!(refused(&given::LOG_KEY.replace("+Aep", "+-ep")), KeyError::NotPublic);
    assert_eq!(refused(&given::LOG_KEY.replace("tIs", "tI=")), KeyError::NotPublic);
    assert_eq!(refused(&given::LOG_KEY.replace("+Aep", "+Bup")), KeyError::Type { found: 0x06 });
    let id = KeyError::Id { written: 0x7169_76b6, computed: 0x7169_76b5 };
    assert_eq!(refused(&given::LOG_KEY.replace("b5+", "b6+")), id);
    assert!(matches!(refused(&given::LOG_KEY.replace("ledger", "ledgar")), KeyError::Id { .. }));
    assert!(matches!(refused(&given::LOG_KEY.replace("+Aep", "+BOp")), KeyError::Id { .. }), "type 1 read as type 4");
    // A point of small order: any message has a signature under it.
    assert_eq!(VerifierKey::new("name", KeyKind::Ed25519, [0; 32]), Err(KeyError::NotAPoint));
    for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb", "a\0b", "a\u{1f}b", "\u{a0}"] {
        assert_eq!(SigningKey::from_seed(name, [1; 32]).map(|_| ()), Err(KeyError::Name), "{name:?}");
    }

    // What a note can hold, a name can.
    assert!(SigningKey::from_seed("a!\u{7f}ø", [1; 32]).is_ok());

    let refused = |text: &str| SigningKey::parse_private(text).map(|_| ()).unwrap_err();
    assert_eq!(refused(given::LOG_KEY), KeyError::NotPrivate);
    assert_eq!(refused(&given::LOG_PRIVATE.replace("AQcH", "BAcH")), KeyError::Type { found: 0x04 });
    assert!(matches!(refused(&given::LOG_PRIVATE.replace("AQcHB", "AQcHC")), KeyError::Id { .. }));
    for (at, _) in given::LOG_PRIVATE.trim_end().char_indices() {
        assert!(SigningKey::parse_private(&given::LOG_PRIVATE[..at]).is_err());
        let mut changed = given::LOG_PRIVATE.as_bytes().to_vec();
        changed[at] += 1;
        let refused = SigningKey::parse_private(&String::from_utf8(changed).unwrap()).unwrap_err();
        assert!(!refused.to_string().contains("BwcH"), "{refused}");
    }
}

#[test]
fn a_missing_a_strange_and_a_wrong_signature_are_told_apart() {
    let note = sign("text\n", &given::signer()).unwrap();
    assert_eq!(note.verify(&given::log_key()), Ok(()));
    let name = || given::ORIGIN.to_owned();

    let forged = sign("text\n", &given::impostor()).unwrap();
    let found = u32::from_be_bytes(given::impostor().verifier().key_id());
    let refused = forged.verify(&given::log_key());
    assert_eq!(refused, Err(NoteError::AnotherKey { name: name(), expected: 0x7169_76b5, found }));

    let other = given::witness();
    let refused = note.verify(other.verifier());
    let id = u32::from_be_bytes(other.verifier().key_id());
    assert_eq!(refused, Err(NoteError::NotSignedBy { name: other.name().to_owned(), id }));

    let mut wrong = forged.clone();
    wrong.add(Signature { name: name(), key_id: given::log_key().key_id(), bytes: vec![1; 64] }).unwrap();
    let refused = NoteError::WrongSignature { name: name(), id: 0x7169_76b5 };
    assert_eq!(wrong.verify(&given::log_key()), Err(refused.clone()));
    wrong.add(note.signatures()[0].clone()).unwrap();
    assert_eq!(wrong.verify(&given::log_key()), Err(refused), "a wrong signature of a known key spoils the note");

    assert_eq!(note.verify(&given::witness_key()), Err(NoteError::CosignerKey { name: other.name().to_owned() }));

    let mut both = note.clone();
    both.add(forged.signatures()[0].clone()).unwrap();
    assert_eq!(both.verify(&given::log_key()), Ok(()), "signatures of unknown keys are passed over");
    assert_eq!(both.verify(given::impostor().verifier()), Ok(()));
}

#[test]
fn adding_twice_changes_nothing_and_there_is_a_limit() {
    let note = sign("text\n", &given::signer()).unwrap();
    let mut grown = note.clone();
    grown.add(note.signatures()[0].clone()).unwrap();
    assert_eq!(grown, note);
    let signature = |n: u8| Signature { name: "other".to_owned(), key_id: [n; 4], bytes: vec![n] };
    for n in 1..SIGNATURES_MAX as u8 {
        grown.add(signature(n)).unwrap();
    }
    assert_eq!(Note::parse(&grown.to_string()).unwrap(), grown);
    assert_eq!(grown.add(signature(200)), Err(NoteError::TooManySignatures { line: 67 }));
    let one_more = format!("{grown}{}\n", signature(200));
    assert_eq!(Note::parse(&one_more), Err(NoteError::TooManySignatures { line: 67 }));

    let mut note = note;
    for wrong in [Signature { bytes: Vec::new(), ..signature(1) }, Signature { name: "a b".to_owned(), ..signature(1) }]
    {
        assert_eq!(note.add(wrong), Err(NoteError::NotASignature));
    }
    let huge = Signature { bytes: vec![0; NOTE_MAX], ..signature(1) };
    assert!(matches!(note.add(huge), Err(NoteError::TooLarge { .. })));
    assert_eq!(note.signatures().len(), 1);
}

#[test]
fn a_note_may_have_the_most_bytes_and_not_one_more() {
    let of_length = |length: usize| format!("{}\n", "a".repeat(length - 1));
    let around = sign(&of_length(1), &given::signer()).unwrap().to_string().len() - 1;
    let largest = sign(&of_length(NOTE_MAX - around), &given::signer()).unwrap();
    let text = largest.to_string();
    assert_eq!(text.len(), NOTE_MAX);
    assert_eq!(Note::parse(&text).as_ref(), Ok(&largest));
    let too_large = Err(NoteError::TooLarge { bytes: NOTE_MAX + 1 });
    assert_eq!(sign(&of_length(NOTE_MAX - around + 1), &given::signer()), too_large);
    assert_eq!(Note::parse(&format!("a{text}")), too_large);
    // A signature more would make it too large: the note stays as it was.
    let mut grown = largest.clone();
    let signature = Signature { name: "other".to_owned(), key_id: [1; 4], bytes: vec![1] };
    assert!(matches!(grown.add(signature), Err(NoteError::TooLarge { .. })));
    assert_eq!(grown, largest);
    assert!(largest.text().len() > 1_000_000, "a megabyte of text has room");
}

#[test]
fn what_is_no_note_says_where() {
    let good = "a\n\nb\n\n— n AQIDBAU=\n";
    let note = Note::parse(good).unwrap();
    assert_eq!(note.text(), "a\n\nb\n");
    assert_eq!(note.signatures(), [Signature { name: "n".to_owned(), key_id: [1, 2, 3, 4], bytes: vec![5] }]);

    assert_eq!(Note::parse(""), Err(NoteError::NotLines));
    assert_eq!(Note::parse(good.trim_end()), Err(NoteError::NotLines));
    assert_eq!(Note::parse("a\n"), Err(NoteError::NoSignatures));
    assert_eq!(Note::parse("a\n\n"), Err(NoteError::NoSignatures));
    assert_eq!(Note::parse("\n— n AQIDBAU=\n"), Err(NoteError::NoSignatures), "there is no text");
    assert_eq!(Note::parse("a\n\n— n AQIDBAU=\r\n"), Err(NoteError::ControlCharacter { line: 3 }));
    assert_eq!(Note::parse(&"a".repeat(NOTE_MAX + 1)), Err(NoteError::TooLarge { bytes: NOTE_MAX + 1 }));
    for line in [
        "- n AQIDBAU=",
        "—n AQIDBAU=",
        "— nAQIDBAU=",
        "— n  AQIDBAU=",
        "—  AQIDBAU=",
        "— a+b AQIDBAU=",
        "— a\u{2003}b AQIDBAU=",
        "— n AQIDBA==",
        "— n AQIDBAU",
        "— n AQIDBAV=",
        "— n AQIDBAU= ",
    ] {
        let refused = Note::parse(&format!("a\n\nb\n\n— n AQIDBAU=\n{line}\n"));
        assert!(matches!(refused, Err(NoteError::Malformed { line: 6, .. })), "{line}: {refused:?}");
    }
    assert_eq!(sign("a", &given::signer()), Err(NoteError::NotLines));
    assert_eq!(sign("", &given::signer()), Err(NoteError::NotLines));
    assert_eq!(sign("a\n\tb\n", &given::signer()), Err(NoteError::ControlCharacter { line: 2 }));
}

proptest! {
    #[test]
    fn a_note_comes_back(text in "([ -~æøå—]{0,12}\n){1,6}", seed in any::<[u8; 32]>()) {
        let key = SigningKey::from_seed("a.name", seed).unwrap();
        let mut note = sign(&text, &key).unwrap();
        note.add(sign(&text, &given::signer()).unwrap().signatures()[0].clone()).unwrap();
        let read = Note::parse(&note.to_string()).unwrap();
        prop_assert_eq!(read.verify(key.verifier()), Ok(()));
        prop_assert_eq!(read.verify(&given::log_key()), Ok(()));
        prop_assert_eq!(read, note);
        let again = SigningKey::parse_private(&key.private_text()).unwrap();
        prop_assert_eq!(again.verifier(), key.verifier());
        prop_assert_eq!(&VerifierKey::parse(&key.verifier().to_string()).unwrap(), key.verifier());
    }

    #[test]
    fn reading_a_changed_note_never_panics(text in given::mutated(EXAMPLE.to_owned())) {
        let key = VerifierKey::parse(EXAMPLE_KEY).unwrap();
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(note.to_string(), text);
            if note.verify(&key).is_ok() {
                prop_assert_eq!(note.text(), "This is an example message.\n");
            }
        }
    }

    #[test]
    fn reading_a_changed_key_never_panics(text in given::mutated(given::LOG_KEY.to_owned())) {
        if let Ok(key) = VerifierKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text.strip_suffix('\n').unwrap_or(&text));
        }
    }
}
