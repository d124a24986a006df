//! Sheets of an office's own, read with a map.

use hovedbok_core::entries::codes::AbsenceKind;

use super::*;
use crate::template::Headers;

fn map(kind: &str, text: &str) -> Result<Map, ImportError> {
    Map::read(find(kind).unwrap(), "maps/nord.csv", text.as_bytes())
}

fn with(kind: &str, map_text: &str, text: &str) -> Result<Imported, ImportError> {
    let options = Options { map: Some(map(kind, map_text)?), ..Options::default() };
    csv_with(kind, text, &options)
}

const EXITS: &str = "what;theirs;ours;value;note\n\
                     column;Brukernr.;case;;\n\
                     column;Sluttet;end;;\n\
                     column;Status;destination;;\n\
                     word;Ute i jobb;destination;work;\n\
                     word;Skole/studier;overgang til;education;\n\
                     ignore;Saksbehandler;;;\n\
                     fixed;;kilde;vedtak;\n\
                     column;;note;;not filled in\n";

#[test]
fn their_headers_words_and_fixed_values_are_ours() {
    let text = "Brukernr;Sluttet;Status;Saksbehandler\nA-1;30.06.2026;ute i jobb;x\nA-2;30.06.2026;Skole / studier;\nA-3;30.06.2026;AAP;\n";
    let imported = with("exits", EXITS, text).unwrap();
    assert_eq!(
        all(&imported),
        ["work", "education", "aap"]
            .iter()
            .zip(1..)
            .map(|(word, n)| { format!("participant.exited case A-{n} 2026-06-30 {{\"destination\":\"{word}\"}}") })
            .collect::<Vec<_>>()
    );
    let sources: Vec<&str> = imported.proposals.iter().map(|made| made.source.as_ref().unwrap().as_str()).collect();
    assert_eq!(sources, ["vedtak; map nord.csv"; 3]);
    assert!(remarks(&imported).is_empty());
}

#[test]
fn bokmål_and_a_workbook_do_as_well() {
    let rows: &[&[&str]] = &[
        &["hva", "deres", "vår", "verdi"],
        &["kolonne", "Når", "fra dato", ""],
        &["kolonne", "Når", "til dato", ""],
        &["fast", "", "fraværstype", "E"],
        &["utelat", "Uke", "", ""],
    ];
    let map = Map::read(find("absence").unwrap(), "kart.xlsx", &xlsx("Kart", rows)).unwrap();
    let options = Options { map: Some(map), ..Options::default() };
    let imported = csv_with("absence", "sak;Når;Uke\n7;02.03.2026;10\n", &options).unwrap();
    assert_eq!(all(&imported), ["absence.recorded case 7 - {\"kind\":\"self_certified\",\"period\":\"2026-03-02\"}"]);
}

#[test]
fn the_letters_of_a_grid_are_words_too() {
    let text = "what;theirs;ours;value\nword;SM;day;S\nword;*;day;x\n";
    let imported = with("absence-grid", text, "sak;måned;2;3;4\n7;2026-03;SM;*;sm\n").unwrap();
    let kinds: Vec<&Value> = imported.proposals.iter().map(|made| &made.fields["kind"]).collect();
    assert_eq!(kinds, ["medical", "medical"]);
}

/// The kinds of the absences that come of the cells of two days.
fn marked(map_text: &str, cells: &str) -> Vec<String> {
    let text = format!("sak;måned;2;3\n7;2026-03;{cells}\n");
    let imported = with("absence-grid", map_text, &text).unwrap();
    imported.proposals.iter().map(|made| made.fields["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_cell_is_looked_up_once_however_the_words_touch() {
    let chain = "what;theirs;ours;value\nword;F;day;P\nword;P;day;U\n";
    let swap = "what;theirs;ours;value\nword;E;day;S\nword;S;day;E\n";
    assert_eq!(marked(chain, "F;P"), ["leave_with_benefit", "leave_without_benefit"]);
    assert_eq!(marked(swap, "E;S"), ["medical", "self_certified"]);
    // The same in a column of ours, whatever the order of the rows.
    for words in [
        "word;jobb;destination;aap\nword;aap;destination;utdanning\n",
        "word;aap;destination;utdanning\nword;jobb;destination;aap\n",
    ] {
        let imported = with(
            "exits",
            &format!("what;theirs;ours;value\n{words}"),
            "case;end;destination\n1;30.06.2026;jobb\n2;30.06.2026;AAP\n",
        );
        let went: Vec<Value> =
            imported.unwrap().proposals.iter().map(|made| made.fields["destination"].clone()).collect();
        assert_eq!(went, ["aap", "education"]);
    }
    // Nor is a fixed value a word of theirs.
    let map_text = "what;theirs;ours;value\nfixed;;kind;E\nword;E;kind;S\n";
    let imported = with("absence", map_text, "case;start\n7;02.03.2026\n").unwrap();
    assert_eq!(imported.proposals[0].fields["kind"], "self_certified");
}

#[test]
fn a_header_that_means_two_columns_has_words_for_each() {
    let map_text = "what;theirs;ours;value\ncolumn;Kode;kind;\ncolumn;Kode;documented;\ncolumn;Kode;note;\n\
                    word;EM;kind;E\nword;EM;documented;nei\nword;SM;documented;ja\nword;SM;kind;S\n";
    let imported =
        with("absence", map_text, "sak;fra;til;Kode\n7;02.03.2026;02.03.2026;SM\n8;02.03.2026;02.03.2026;EM\n");
    let made: Vec<(Value, Value, Value)> = imported
        .unwrap()
        .proposals
        .iter()
        .map(|made| ["kind", "documented", "note"].map(|field| made.fields[field].clone()).into())
        .collect();
    assert_eq!(
        made,
        [("medical", true, "SM"), ("self_certified", false, "EM")].map(|(kind, yes, note)| (
            kind.into(),
            yes.into(),
            note.into()
        ))
    );
    let told = with("absence", map_text, "sak;fra;til;Kode\n7;02.03.2026;02.03.2026;XM\n").unwrap_err().to_string();
    assert!(told.starts_with("t.csv, line 2, column \"Kode\": \"XM\" is not one of"), "{told}");
}

#[test]
fn a_sign_beside_a_word_makes_it_another_word() {
    let words = "what;theirs;ours;value\nword;S;day;E\n";
    for (cells, code) in [("S?;", "S?"), ("*S;", "*S"), ("S+;", "S+")] {
        let told = with("absence-grid", words, &format!("sak;måned;2;3\n7;2026-03;{cells}\n")).unwrap_err().to_string();
        assert!(told.contains(&format!("\"{code}\" is not a code")), "{told}");
    }
    assert_eq!(marked("what;theirs;ours;value\nword;S;day;E\nword;S?;day;A\n", "S?;s"), ["other", "self_certified"]);
    let told = with("exits", EXITS, "Brukernr;Sluttet;Status\nA-1;30.06.2026;Ute i jobb?\n").unwrap_err().to_string();
    assert!(told.contains("\"Ute i jobb?\" is not one of"), "{told}");
}

#[test]
fn what_a_map_fixes_is_in_no_row_that_ends_early() {
    let fixed = "what;theirs;ours;value\nfixed;;destination;aap\nfixed;;note;x\n";
    for text in ["case;end;source\n7;30.06.2026\n", "case;end;source;reference\n7;30.06.2026;\n"] {
        let imported = with("exits", fixed, text).unwrap();
        assert_eq!(imported.proposals[0].fields["destination"], "aap", "{text}");
        assert!(remarks(&imported)[0].contains("has fewer cells than the headers"), "{text}");
    }
    let told = with("exits", fixed, "case;source;end\n7;x\n").unwrap_err().to_string();
    assert!(told.contains("the row has 2 cells, the headers have 3, and \"end\" must be filled in"), "{told}");
}

#[test]
fn a_map_makes_no_table_larger_than_is_read() {
    let long = "x".repeat(120_000);
    let rows = format!("case;end;destination\n{}", "7;30.06.2026;aap\n".repeat(3_000));
    let told = with("exits", &format!("what;theirs;ours;value\nfixed;;note;{long}\n"), &rows).unwrap_err().to_string();
    let expected =
        "with the texts of the map the table has more than 256 MiB of text; shorten those texts, or split the table";
    assert_eq!(told, format!("maps/nord.csv, line 2: {expected}"));
}

#[test]
fn a_plan_names_its_map_and_case_file() {
    let text = "what;theirs;ours;value\ncolumn;Tiltak;title;\nfixed;;plan;STEP\nfixed;;section;2026\n";
    let plan = with("milestones", text, "Tiltak;saksref\nSamling;2026/14-2\nKurs;\n").unwrap().plan.unwrap();
    let sources: Vec<&str> = plan.rows.iter().map(|row| row.source.as_deref().unwrap()).collect();
    assert_eq!(sources, ["2026/14-2; map nord.csv", "map nord.csv"]);
    assert_eq!(plan.source.as_deref(), Some("map nord.csv"));
}

#[test]
fn what_a_map_cannot_mean_is_refused() {
    for (rows, says) in [
        (
            "column;Brukernr;cas;\n",
            "column \"ours\": \"cas\" is not a column of this kind of table (did you mean \"case\"?); its columns are participant, case,",
        ),
        ("columns;Brukernr;case;\n", "column \"what\": \"columns\" is not one of 'column', 'word', 'fixed', 'ignore'"),
        ("column;Brukernr;;\n", "column \"ours\": the cell is empty and must be filled in"),
        ("word;Ute;destination;\n", "column \"value\": the cell is empty and must be filled in"),
        (
            "column;A;case;\nignore;a;;\n",
            "column \"theirs\": the map gives the meaning of \"a\" twice; keep one of the rows",
        ),
        ("word;A;destination;work\nword;a;destination;aap\n", "the map gives the meaning of \"a\" twice"),
        ("fixed;;end;30.06.2026\nfixed;;til dato;01.07.2026\n", "the map gives the meaning of \"end\" twice"),
    ] {
        let told = map("exits", &format!("what;theirs;ours;value\n{rows}")).unwrap_err().to_string();
        assert!(told.starts_with("maps/nord.csv, line ") && told.contains(says), "{told}");
    }
    let fixed =
        with("exits", "what;theirs;ours;value\nfixed;;end;30.06.2026\n", "case;end;destination\n7;30.06.2026;aap\n");
    assert_eq!(
        fixed.unwrap_err().to_string(),
        "maps/nord.csv, line 2: the map gives \"end\" a fixed value, but the table has a column for it; keep one of them"
    );
    let twice =
        with("exits", "what;theirs;ours;value\ncolumn;Slutt;end;\n", "case;Slutt;til dato;destination\n7;1;2;aap\n");
    assert!(twice.unwrap_err().to_string().contains("the columns \"Slutt\" and \"til dato\" both mean \"end\""));
    // A header that the map passes over is unknown as ever; one that only the map has is told.
    let unknown = with("exits", EXITS, "Brukernr;Sluttet;Status;Rom\nA-1;30.06.2026;aap;x\n").unwrap_err().to_string();
    assert!(unknown.contains("unknown column \"Rom\""), "{unknown}");
    let imported = with("exits", EXITS, "Brukernr;Sluttet;Status\nA-1;30.06.2026;aap\n").unwrap();
    assert_eq!(remarks(&imported), ["the map's column \"Saksbehandler\" is ignored (the table has no such column)"]);
}

#[test]
fn errors_name_the_sheets_own_headers() {
    let told = with("exits", EXITS, "Brukernr;Sluttet;Status\nA-1;32.06.2026;aap\n").unwrap_err().to_string();
    assert!(told.starts_with("t.csv, line 2, column \"Sluttet\": "), "{told}");
}

#[test]
fn the_ids_of_a_table_go_with_its_map() {
    let text = "Brukernr;Sluttet;Status;Saksbehandler\nA-1;30.06.2026;aap;x\n";
    let ids = |map_text: &str| with("exits", map_text, text).unwrap().ids;
    assert_eq!(ids(EXITS), ids(EXITS));
    assert_ne!(ids(EXITS), ids(&EXITS.replace("vedtak", "brev")));
}

#[test]
fn the_template_of_a_map_is_a_map_that_says_nothing() {
    for kind in KINDS {
        for headers in [crate::template::Headers::English, crate::template::Headers::Bokmal] {
            let bytes = map_template(kind, headers, &|text| text).unwrap();
            let empty = Map::read(kind, "m.csv", &bytes).map_err(|error| format!("{}: {error}", kind.name)).unwrap();
            assert_eq!(empty.meant("case"), None);
            let (headers, cells) = example(kind, false);
            let text = format!("{}\n{}\n", headers.join(";"), cells.join(";"));
            let plain = csv(kind.name, &text).unwrap();
            let mapped = csv_with(kind.name, &text, &Options { map: Some(empty), ..Options::default() }).unwrap();
            assert_eq!(all(&plain), all(&mapped), "{}", kind.name);
        }
    }
    let text = String::from_utf8(
        map_template(find("exits").unwrap(), crate::template::Headers::English, &|text| text).unwrap(),
    )
    .unwrap();
    assert!(
        text.contains("\nword;;destination;work;\n")
            && text.contains("\nfixed;;source;;\n")
            && !text.contains("fixed;;case")
    );
}

#[test]
fn a_map_takes_only_the_rows_with_something_in_a_column() {
    let map_text = "what;theirs;ours;value\ncolumn;Sluttet;end;\ncolumn;Til;destination;\nonly;Sluttet;;\n\
        ignore;Tiltak;;\n";
    let text = "sak;Tiltak;Sluttet;Til\nA-1;kurs;30.06.2026;work\nA-2;kurs;;\nA-3;kurs; ;\nA-4;;01.07.2026;work\n";
    let imported = with("exits", map_text, text).unwrap();
    assert_eq!(imported.proposals.len(), 2);
    assert_eq!(imported.rows, 2);
    assert_eq!(
        remarks(&imported),
        [
            "line 3 and 1 more line, column \"Sluttet\": the row is left out (the map takes only rows with something in this \
             column)"
        ]
    );
    // A header that is nothing besides is known too, and no row at all is an error.
    let map_text = "hva;deres;vår;verdi\nbare;Tiltak;;\nkolonne;Sluttet;sluttdato;\nkolonne;Til;overgang til;\n";
    let refused = with("exits", map_text, "sak;Tiltak;Sluttet;Til\nA-2;;;\n").unwrap_err().to_string();
    assert!(
        refused
            .ends_with("the map nord.csv takes only rows with something in the column \"Tiltak\", and there are none"),
        "{refused}"
    );
    let twice = map("exits", "what;theirs;ours;value\nonly;Til;;\nonly;Til;;\n").unwrap_err().to_string();
    assert!(twice.contains("line 3") && twice.contains("Til"), "{twice}");
}

#[test]
fn the_map_to_fill_in_has_the_letters_of_a_grid() {
    let described = |text: &'static str| text;
    let bytes = map_template(find("absence-grid").unwrap(), Headers::Bokmal, &described).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for kind in AbsenceKind::ALL {
        assert!(text.contains(&format!("\nord;;dag;{};", kind.word())), "{text}");
    }
}
