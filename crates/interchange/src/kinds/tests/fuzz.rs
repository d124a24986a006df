//! Whatever bytes land in an importer: a clear error or proposals, never a panic.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

/// Random byte strings into each importer.
const BYTES: u32 = 10_000;
/// Tables with the kind's own headers and odd cells.
const CELLS: u32 = 400;
/// Workbooks with a few bytes changed.
const BOOKS: usize = 40;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9.,/ -]{0,10}",
        "[a-zæøåA-ZÆØÅ %&<>|–]{0,12}",
        "\\PC{0,8}",
        Just("01.05.2016".to_owned()),
        Just("2016".to_owned()),
        Just("arbeid".to_owned()),
        Just("E".to_owned()),
    ]
}

fn is_told(kind: &Kind, error: &ImportError) {
    let text = error.to_string();
    assert!(text.starts_with('t') && !text.ends_with(": "), "{}: {text}", kind.name);
}

#[test]
fn random_bytes_are_refused_or_taken() {
    for kind in KINDS {
        let config = ProptestConfig { cases: BYTES, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = TestRunner::new(config);
        let bytes = proptest::collection::vec(any::<u8>(), 0..96);
        let ran = runner.run(&bytes, |bytes| {
            if let Err(error) = read(kind, "t", &bytes, None, &Options::default()) {
                is_told(kind, &error);
            }
            Ok(())
        });
        assert!(ran.is_ok(), "{}: {ran:?}", kind.name);
    }
}

#[test]
fn odd_cells_are_refused_or_taken_whole() {
    for kind in KINDS {
        let config = ProptestConfig { cases: CELLS, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = TestRunner::new(config);
        let fields = kind.template();
        let row = proptest::collection::vec(cell(), fields.len());
        let ran = runner.run(&proptest::collection::vec(row, 1..4), |rows| {
            let mut bytes = crate::template::csv(&fields, crate::template::Headers::English).unwrap();
            let mut writer = ::csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            drop(writer);
            match read(kind, "t", &bytes, None, &Options::default()) {
                Ok(imported) => {
                    let made = &imported.proposals;
                    assert!(made.iter().all(|made| kind.type_names.contains(&made.type_name.as_str())));
                }
                Err(error) => is_told(kind, &error),
            }
            Ok(())
        });
        assert!(ran.is_ok(), "{}: {ran:?}", kind.name);
    }
}

#[test]
fn broken_workbooks_are_refused_or_taken() {
    for kind in KINDS {
        let (headers, cells) = example(kind, false);
        let bytes = xlsx("Table", &[&headers, &cells]);
        for at in 0..BOOKS {
            let mut broken = bytes.clone();
            let place = at * broken.len() / BOOKS;
            broken[place] ^= 0x5a;
            if at % 4 == 0 {
                broken.truncate(place);
            }
            if let Err(error) = read(kind, "t", &broken, None, &Options::default()) {
                is_told(kind, &error);
            }
        }
    }
}
