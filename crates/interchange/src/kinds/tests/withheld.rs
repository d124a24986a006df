//! What stands in a wrong column is not repeated where it can name somebody.

use super::*;

/// The refusal or the notes of a table, with these case numbers in the register.
fn told(kind: &str, text: &str) -> String {
    let cases = ["A-9", "4711"].into_iter().collect();
    let options = Options { programme: "KVP".parse().ok(), month: "2016-05".parse().ok(), cases, ..Options::default() };
    match csv_with(kind, text, &options) {
        Ok(imported) => imported.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_number_in_a_wrong_column_is_described() {
    for (kind, text, expected) in [
        // A date of birth under sex, a case number of another row under a day, one of the register under a share.
        (
            "registration",
            "sak;fra dato;kontor;kjønn\nB-1;01.09.2026;Nord;120562\n",
            "column \"kjønn\": a number of 6 digits is none of ",
        ),
        (
            "registration",
            "sak;fra dato;kontor;kjønn\nB-1;01.09.2026;Nord;12.05.1962\n",
            "column \"kjønn\": a text with 8 digits is none of ",
        ),
        (
            "exits",
            "sak;til dato;overgang til\nB-1;B-2;arbeid\nB-2;30.06.2017;arbeid\n",
            "column \"til dato\": a case number is ",
        ),
        (
            "exits",
            "sak;til dato;overgang til\nB-1;30.06.2017;A-9\n",
            "column \"overgang til\": a case number is none of ",
        ),
        (
            "measures",
            "sak;fra dato;tiltak;arrangør;eier;andel\nB-1;01.08.2016;a;b;kommunal;4711\nB-1;01.08.2016;a;b;4711;50 %\n",
            "column \"eier\": a case number is none of ",
        ),
        (
            "benefits",
            "sak;ytelse;beløp;periode\nB-1;kvalifiseringsstønad;12056212345x;2016-05\n",
            "column \"beløp\": a text with 11 digits is not a number",
        ),
        ("absence-grid", "sak;1;2\nB-1;;B-1\n", "column \"2\": a case number is no code"),
        ("absence-grid", "sak;1;2\nB-1;;12056212345\n", "column \"2\": a number of 11 digits is no code"),
        ("absence", "sak;periode;fraværstype\nB-1;120562 12345;egenmelding\n", "a number of 11 digits "),
        (
            "absence",
            "sak;periode;fraværstype;dokumentert\nB-1;02.05.2016;egenmelding;120562\n",
            "a number of 6 digits is neither yes nor no",
        ),
        // A file without headers begins with a row.
        ("registration", "B-1;120562;4711\nB-2;130562;4712\n", "unknown column "),
    ] {
        let told = told(kind, text);
        assert!(told.contains(expected), "{kind}: {told}");
        for secret in ["120562", "1962", "B-2\"", "A-9", "4711\"", "\"B-1", "12345"] {
            let header = kind == "registration" && secret == "\"B-1";
            assert!(header || !told.contains(secret), "{kind}: {secret}: {told}");
        }
    }
}

#[test]
fn what_names_nobody_is_repeated() {
    for (kind, text, expected) in [
        ("exits", "sak;til dato;overgang til\nB-1;31.02.2017;arbeid\n", "\"31.02.2017\" names a day"),
        ("exits", "sak;til dato;overgang til\nB-1;30.06.2017;Mars\n", "\"Mars\" is none of "),
        ("measures", "sak;fra dato;tiltak;arrangør;eier;andel\nB-1;01.08.2016;a;b;kommunal;0,4\n", "\"0,4\" can mean"),
        ("absence-grid", "sak;1;2\nB-1;;Q\n", "\"Q\" is no code"),
        // Tables of money name no person: their amounts are repeated.
        ("budget-lines", "år;kapittel;post;beløp;formål\n2016;621;63;1.234.5;drift\n", "\"1.234.5\""),
    ] {
        let told = told(kind, text);
        assert!(told.contains(expected), "{kind}: {told}");
    }
}

#[test]
fn a_note_repeats_no_number_of_a_person() {
    let text = "sak;programme;fra dato;kontor;målgruppe\nB-1;KVP;01.09.2026;Nord;1205 62\nB-2;KVP;14.-16.09.26;Nord;under 30\n";
    let told = told("intake", text);
    assert!(
        told.contains(
            "line 2, column \"målgruppe\": a number of 6 digits, read as it is written (a name has no spaces"
        ),
        "{told}"
    );
    assert!(told.contains("\"under 30\" was taken to mean under_30"), "{told}");
    assert!(told.contains("\"14.-16.09.26\" was taken to mean 2026-09-14"), "{told}");
}
