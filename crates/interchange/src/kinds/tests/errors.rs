//! Cells that cannot be taken: where, what, why, and what to do.

use super::*;

fn refusal(kind: &str, text: &str) -> String {
    csv(kind, text).unwrap_err().to_string()
}

#[test]
fn every_bad_cell_of_a_table_is_told_at_once() {
    let text = "sak;deltaker;fra dato;tiltak;arrangør;eier;andel;dager per uke\n\
                ;;01.08.2016;a;b;kommunal;50;\n\
                7;6f9619ff-8b86-4d01-b42d-00cf4fc964ff;01.08.2016;a;b;kommunal;50;\n\
                ;6f9619ff-8b86-1d01-b42d-00cf4fc964ff;01.08.2016;a;b;kommunal;50;\n\
                7;;32.08.2016;a;;privat;0,4;\n\
                7;;;a;b;kommunal;halv;300\n\
                7;;01.08.2016;a;b;kommunal;50;300\n";
    assert_eq!(
        refusal("measures", text).lines().collect::<Vec<_>>(),
        [
            "t.csv, line 2: the row has neither a participant nor a case number; fill in one of them",
            "t.csv, line 3: the row has both a participant and a case number; keep one",
            "t.csv, line 4, column \"deltaker\": '6f9619ff-8b86-1d01-b42d-00cf4fc964ff' is not a random UUID (version \
             4): a participant's id must not carry any meaning",
            "t.csv, line 5, column \"fra dato\": \"32.08.2016\" names a day, week or month that the calendar does not have: correct the number",
            "t.csv, line 5, column \"arrangør\": the cell is empty and must be filled in",
            "t.csv, line 5, column \"eier\": \"privat\" is not one of 'state', 'municipal'",
            "t.csv, line 5, column \"andel\": \"0,4\" can mean a fraction or a percentage; write it with its sign, such as 40 %",
            "t.csv, line 6, column \"fra dato\": the cell is empty and must be filled in",
            "t.csv, line 6, column \"andel\": \"halv\" is not a number; write digits with at most one decimal separator, such as 1234,50",
            "t.csv, line 6, column \"dager per uke\": \"300\" is not a number from 1 to 7; check the number (also in lines 7)",
        ]
    );
}

#[test]
fn twenty_cells_are_told_and_the_rest_is_counted() {
    let rows: String = (1..=25).map(|number| format!("7;30.06.2017;Mars {number}\n")).collect();
    let told = refusal("exits", &format!("sak;til dato;overgang til\n{rows}"));
    assert_eq!(told.lines().count(), ERRORS_MAX + 1);
    assert_eq!(told.lines().last(), Some("t.csv: 5 more cells cannot be used"));
}

#[test]
fn a_fault_of_several_rows_is_one_line() {
    let text = "sak;til dato;overgang til\n7;30.06.2017;Mars\n8;30.06.2017;arbeid\n9;30.06.2017;Mars\n9;;Mars\n";
    let told = refusal("exits", text);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("t.csv, line 2, column \"overgang til\": \"Mars\" is not one of"), "{told}");
    assert!(lines[0].ends_with(" (also in lines 4, 5)"), "{told}");
    assert_eq!(lines[1..], ["t.csv, line 5, column \"til dato\": the cell is empty and must be filled in"]);
}

#[test]
fn personal_data_in_free_text_is_refused_without_repeating_it() {
    for (kind, text, column) in [
        ("exits", "sak;til dato;overgang til;merknad\n7;30.06.2017;arbeid;ring 22222222\n", "merknad"),
        ("exits", "sak;til dato;overgang til;kilde\n7;30.06.2017;arbeid;ring 22222222\n", "kilde"),
        ("registration", "sak;fra dato;kontor\n7;03.05.2016;ring 22222222\n", "kontor"),
        ("milestones", "plan;avsnitt;tittel\nA;2006;ring 22222222\n", "tittel"),
        ("milestones", "plan;avsnitt;tittel;resultat\nA;2006;t;ring 22222222\n", "resultat"),
        ("figures", "program;nøkkeltall;enhet;når;dokument\nA;t;persons;2006;ring 22222222\n", "dokument"),
        ("spending", "program;periode;art;hva;beløp\nA;2006;brukt;ring 22222222;5\n", "hva"),
        ("spending", "program;periode;art;hva;beløp\nA;2006;ramme;ring 22222222;5\n", "hva"),
        ("spending", "program;periode;art;hva;beløp\nA;2006;kontrakt;ring 22222222;5\n", "hva"),
        ("grants", "program;år;gitt av;gitt til;beløp\nA;2006;ring 22222222;b;5\n", "gitt av"),
    ] {
        let told = refusal(kind, text);
        let expected = format!(
            "t.csv, line 2, column \"{column}\": the text contains a telephone number; remove it: an entry may not contain personal data (H11)"
        );
        assert_eq!(told, expected, "{kind}");
        assert!(!told.contains("22222222"));
    }
}

#[test]
fn a_case_number_may_look_like_anything() {
    assert!(csv("exits", "sak;til dato;overgang til\n22222222;30.06.2017;arbeid\n").is_ok());
}

#[test]
fn grids_that_cannot_be_taken() {
    let grid = |rows: &str| refusal("absence-grid", &format!("sak;måned;28;29;30;31\n{rows}"));
    assert_eq!(
        grid("7;2016-05;Q;E/2;E!;EE\n").lines().collect::<Vec<_>>(),
        ["28\": \"Q", "29\": \"E/2", "30\": \"E!", "31\": \"EE"].map(|cell| format!(
            "t.csv, line 2, column \"{cell}\" is not a code: E egenmelding, S sykmelding, B sykt barn, P permisjon med ytelse, U permisjon uten ytelse, G ugyldig fravær, F ferie, J jobbintervju, A annet; write x, 1, . or nothing for no absence"
        ))
    );
    assert_eq!(
        grid("7;2015-02;E;E;x;\n"),
        "t.csv, line 2, column \"29\": \"E\" is under day 29, which 2015-02 does not have"
    );
    assert_eq!(grid("7;2016;E;;;\n"), "t.csv, line 2, column \"måned\": \"2016\" is not a month; write YYYY-MM");
    assert_eq!(
        refusal("absence-grid", "sak;måned;02.05.2016\n7;2016-06;E\n"),
        "t.csv, line 2, column \"måned\": the month is named twice, as 2016-06 and as 2016-05; keep one month per table"
    );
    assert_eq!(
        refusal("absence-grid", "sak;2016-05;2016-06;2\n7;;;E\n"),
        "t.csv, line 2: the month is named twice, as 2016-06 and as 2016-05; keep one month per table"
    );
    assert_eq!(
        refusal("absence-grid", "sak;måned;2;2.\n7;2016-05;E;E\n"),
        "t.csv, line 2, column \"2.\": another column also marks 2016-05-02; keep one column per day"
    );
    assert!(refusal("absence-grid", "sak;måned;navn;32\n7;2016-05;a;E\n").contains("unknown column \"navn\""));
}

#[test]
fn lists_of_absence_that_cannot_be_taken() {
    let list = |rows: &str| refusal("absence", &format!("sak;fra dato;til dato;periode;kode\n{rows}"));
    assert_eq!(
        list("7;05.05.2016;02.05.2016;;E\n"),
        "t.csv, line 2, column \"til dato\": the last day, 2016-05-02, is before the first, 2016-05-05; correct one of them"
    );
    assert_eq!(list("7;;;;E\n"), "t.csv, line 2: none of start, period is filled in; fill in one");
    assert_eq!(
        list("7;05.05.2016;;mai 2016;E\n"),
        "t.csv, line 2: \"period\" and \"start\" are both filled in; keep one"
    );
    assert_eq!(
        list("7;;05.05.2016;mai 2016;E\n"),
        "t.csv, line 2: \"period\" and \"end\" are both filled in; keep one"
    );
    assert!(list("7;05.05.2016;;;Q\n").contains("column \"kode\": \"Q\" is not one of 'self_certified', 'medical'"));
}

#[test]
fn money_that_cannot_be_taken() {
    let lines = |rows: &str| refusal("budget-lines", &format!("program;år;kapittel;post;finansiering;beløp\n{rows}"));
    assert_eq!(
        lines(";2016;621;63;;5\n"),
        "t.csv, line 2: no programme is named; fill in the column \"programme\", or name one for the whole table"
    );
    assert_eq!(
        lines("A;16;621;63;;5\n"),
        "t.csv, line 2, column \"år\": \"16\" is not a year; write four digits, from 1900 to 2199"
    );
    assert_eq!(
        lines("A;2016;621;;;5\n"),
        "t.csv, line 2: a chapter and an item belong together; fill in both or neither"
    );
    assert_eq!(
        lines("A;2016;621;63;kommunal;5\n"),
        "t.csv, line 2: \"source\" and \"chapter\" are both filled in; keep one"
    );
    assert_eq!(
        lines("A;2016;621;63;;0\n"),
        "t.csv, line 2, column \"beløp\": \"0\" is not more than zero; write the amount without a sign, or leave the row out"
    );
    assert_eq!(
        refusal("budget-lines", "program;år;art;beløp\nA;2016;økt;-5\n"),
        "t.csv, line 2, column \"beløp\": \"-5\" is not more than zero; write the amount without a sign, or leave the row out"
    );
    assert_eq!(
        lines("a/b;2016;621;63;;5\n"),
        "t.csv, line 2, column \"program\": 'a/b' is not an id: use 1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit"
    );
    assert_eq!(
        refusal("spending", "program;periode;art;hva;beløp\nA;2006;lånt;b;5\n"),
        "t.csv, line 2, column \"art\": \"lånt\" is not one of 'spent', 'frame', 'contract', 'forecast', 'unspent'"
    );
}

#[test]
fn figures_that_cannot_be_taken() {
    let figures = |rows: &str| refusal("figures", &format!("program;nøkkeltall;verdi;enhet;når\n{rows}"));
    assert_eq!(
        figures("A;b;5;meters;2006\n"),
        "t.csv, line 2, column \"enhet\": \"meters\" is not a unit; write persons, ore, basis_points, projects, municipalities, days, meetings, hundredths, offices, cases, places, percent or NOK, and a bound as \"percent, below 50\""
    );
    assert_eq!(
        figures("A;b;5;\"percent, below 50\";2006\n"),
        "t.csv, line 2: \"value\" and \"unit, bound\" are both filled in; keep one"
    );
    assert_eq!(
        figures("A;b;1,5;persons;2006\n"),
        "t.csv, line 2, column \"verdi\": \"1,5\" is not a whole number; write it without decimals"
    );
}

#[test]
fn a_forecast_says_when_it_was_published() {
    let table = |extra: &str, cells: &str, effective: Option<&str>| {
        let text = format!("program;nøkkeltall;verdi;enhet;når{extra}\nA;b;5;persons;{cells}\n");
        let options = Options {
            effective: effective.map(|day| day.parse().unwrap()),
            known_on: Some("2026-05-01".parse().unwrap()),
            ..Options::default()
        };
        let made = csv_with("figures", &text, &options);
        made.map(|made| made.proposals[0].effective.as_ref().unwrap().to_string()).map_err(|error| error.to_string())
    };
    for (extra, cells, effective, published) in [
        (";publisert", "2030;15.11.2025", None, "2025-11-15"),
        ("", "2030", Some("2026-01-15"), "2026-01-15"),
        // About days that are past, or the day itself.
        ("", "2025", None, "2025-12-31"),
        ("", "01.05.2026", None, "2026-05-01"),
    ] {
        assert_eq!(table(extra, cells, effective), Ok(published.to_owned()), "{cells}");
    }
    for cells in ["2030", "2026", "02.05.2026"] {
        let error = table("", cells, None).unwrap_err();
        assert!(error.contains("line 2") && error.contains("after 2026-05-01"), "{error}");
        assert!(error.contains("\"published\"") && error.contains("give the day for the whole table"), "{error}");
    }
}

#[test]
fn plans_that_cannot_be_taken() {
    let plan = |rows: &str| refusal("milestones", &format!("plan;avsnitt;nr;tittel;frist;utført;resultat\n{rows}"));
    assert_eq!(
        refusal("milestones", "avsnitt;tittel\n2006;a\n"),
        "t.csv, line 2: no plan is named; fill in the column \"plan\", or name one for the whole table"
    );
    assert_eq!(
        plan("A;2006;1;a;;;\nB;2006;2;b;;;\n"),
        "t.csv, line 3, column \"plan\": the row belongs to the plan 'B', the rows above to 'A'; keep one plan per file"
    );
    assert_eq!(
        plan("A;2006;1;a;avlyst;01.05.06;\n"),
        "t.csv, line 2, column \"utført\": the deadline says \"avlyst\" and the row says \"01.05.06\"; keep one of them"
    );
    assert!(plan("A;2006;1;a;snart;;\n").starts_with("t.csv, line 2, column \"frist\": \"snart\" cannot be read"));
}

#[test]
fn what_can_be_given_for_the_whole_table_is_named() {
    let lacks = |kind: &str, text: &str| match csv(kind, text).unwrap_err() {
        ImportError::Rows(cells) => cells.of_whole_table(),
        other => panic!("{other}"),
    };
    for (kind, text, column) in [
        ("budget-lines", "program;år;kapittel;post;finansiering;beløp\n;2016;621;63;;5\n", Some("programme")),
        (
            "budget-lines",
            "program;år;kapittel;post;finansiering;beløp\nA;16;621;63;;5\n;2016;621;63;;5\n",
            Some("programme"),
        ),
        ("budget-lines", "program;år;kapittel;post;finansiering;beløp\nA;16;621;63;;5\n", None),
        ("milestones", "avsnitt;tittel\n2006;a\n", Some("plan")),
        ("absence-grid", "sak;2;3\n7;E;E\n", Some("month")),
    ] {
        assert_eq!(lacks(kind, text), column, "{kind}: {text}");
    }
    let options = Options { known_on: Some("2026-05-01".parse().unwrap()), ..Options::default() };
    let forecast = "program;nøkkeltall;verdi;enhet;når\nA;b;5;persons;2030\n";
    let Err(ImportError::Rows(cells)) = csv_with("figures", forecast, &options) else { panic!("a forecast") };
    assert_eq!(cells.of_whole_table(), Some("published"));
}
