//! Dates and periods as people write them, each with what it is taken to mean.

use std::collections::BTreeMap;

use hovedbok_core::Day;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn read(text: &str, year: i32) -> (String, String, Option<String>) {
    let reading = read_period(text, Some(year)).unwrap_or_else(|e| panic!("{e}"));
    let period = reading.value;
    (period.start().to_string(), period.end().to_string(), period.as_written().map(str::to_owned))
}

fn reason(text: &str, year: Option<i32>) -> Reason {
    read_period(text, year).map(|r| r.value.to_string()).expect_err(text).reason
}

/// Text, year of the section, first day, last day. All of them keep their text.
const FORMS: &[(&str, i32, &str, &str)] = &[
    ("18,12,08", 2008, "2008-12-18", "2008-12-18"),
    ("18.12,08", 2008, "2008-12-18", "2008-12-18"),
    ("08.09.06|", 2006, "2006-09-08", "2006-09-08"),
    ("19.10.06 20.10.06", 2006, "2006-10-19", "2006-10-20"),
    ("19.10.06, 20.10.06", 2006, "2006-10-19", "2006-10-20"),
    ("19.10.06 til 20.10.06", 2006, "2006-10-19", "2006-10-20"),
    ("19.10.2006-20.10.2006", 2005, "2006-10-19", "2006-10-20"),
    ("16.-17.04.", 2007, "2007-04-16", "2007-04-17"),
    ("16-17.04.", 2007, "2007-04-16", "2007-04-17"),
    ("16.\u{2013}17.04", 2007, "2007-04-16", "2007-04-17"),
    ("05.&06.11", 2007, "2007-11-05", "2007-11-06"),
    ("08. – 10.01.07", 2007, "2007-01-08", "2007-01-10"),
    ("17. og 18. 09.07", 2007, "2007-09-17", "2007-09-18"),
    ("03.-04. 05.07", 2007, "2007-05-03", "2007-05-04"),
    ("1.-2.12.08", 2008, "2008-12-01", "2008-12-02"),
    ("28.02.-03.03.07", 2006, "2007-02-28", "2007-03-03"),
    ("28.02. - 03.03.", 2007, "2007-02-28", "2007-03-03"),
    ("28.12.-03.01.07", 2007, "2006-12-28", "2007-01-03"),
    ("28.12.-03.01.", 2006, "2006-12-28", "2007-01-03"),
    ("05.11.-03.10.", 2006, "2006-10-03", "2006-11-05"),
    ("15.10.", 2009, "2009-10-15", "2009-10-15"),
    ("U.17&18", 2007, "2007-04-23", "2007-05-06"),
    ("Uke 22-24.", 2007, "2007-05-28", "2007-06-17"),
    ("uke 1", 2009, "2008-12-29", "2009-01-04"),
    ("uke 53", 2009, "2009-12-28", "2010-01-03"),
    ("uke 22 2007", 2006, "2007-05-28", "2007-06-03"),
    ("uke 22/07", 2006, "2007-05-28", "2007-06-03"),
    ("uke 22-24 2007", 2006, "2007-05-28", "2007-06-17"),
    ("uke 51-2", 2006, "2006-12-18", "2007-01-14"),
    ("weeks 22 and 23", 2007, "2007-05-28", "2007-06-10"),
    ("jan. 07", 2006, "2007-01-01", "2007-01-31"),
    ("Juni 09", 2009, "2009-06-01", "2009-06-30"),
    ("Nov 09", 2009, "2009-11-01", "2009-11-30"),
    ("Januar", 2017, "2017-01-01", "2017-01-31"),
    ("Mars", 2017, "2017-03-01", "2017-03-31"),
    ("February 2008", 2007, "2008-02-01", "2008-02-29"),
    ("05.2006", 2007, "2006-05-01", "2006-05-31"),
    ("2006-05", 2007, "2006-05-01", "2006-05-31"),
    ("1/3-16", 2016, "2016-03-01", "2016-03-01"),
    ("1/11-17", 2017, "2017-11-01", "2017-11-01"),
    ("1/3", 2016, "2016-03-01", "2016-03-01"),
    ("1/3-5/3-16", 2015, "2016-03-01", "2016-03-05"),
    ("23/1/2006", 2005, "2006-01-23", "2006-01-23"),
    ("23-01-2006", 2005, "2006-01-23", "2006-01-23"),
    ("010117", 2017, "2017-01-01", "2017-01-01"),
    ("01012017", 2017, "2017-01-01", "2017-01-01"),
    ("20170131", 2017, "2017-01-31", "2017-01-31"),
    ("0101-311018", 2017, "2018-01-01", "2018-10-31"),
    ("010117-311017", 2017, "2017-01-01", "2017-10-31"),
    ("sep/okt 16", 2016, "2016-09-01", "2016-10-31"),
    ("des 06/jan 07", 2006, "2006-12-01", "2007-01-31"),
    ("des/jan 07", 2007, "2006-12-01", "2007-01-31"),
    ("sept-17", 2017, "2017-09-01", "2017-09-30"),
    ("nov.-des.", 2008, "2008-11-01", "2008-12-31"),
    ("5. januar 2007", 2006, "2007-01-05", "2007-01-05"),
    ("5.januar", 2006, "2006-01-05", "2006-01-05"),
    ("5-jan-07", 2006, "2007-01-05", "2007-01-05"),
    ("5.-7. jan. 07", 2006, "2007-01-05", "2007-01-07"),
    ("5., 6. og 7. januar", 2007, "2007-01-05", "2007-01-07"),
    ("30. november - 2. desember 2007", 2006, "2007-11-30", "2007-12-02"),
    ("January 5, 2007", 2006, "2007-01-05", "2007-01-05"),
    ("5 May 2007", 2006, "2007-05-05", "2007-05-05"),
    ("primo mars", 2008, "2008-03-01", "2008-03-10"),
    ("Medio februar 08", 2007, "2008-02-11", "2008-02-20"),
    ("ultimo februar 2008", 2007, "2008-02-21", "2008-02-29"),
    ("innen utgangen av 2008", 2007, "2008-12-31", "2008-12-31"),
    ("innen utgangen av juni 2008", 2007, "2008-06-30", "2008-06-30"),
    ("Utgangen av året", 2007, "2007-12-31", "2007-12-31"),
    ("by the end of 2008", 2007, "2008-12-31", "2008-12-31"),
    ("innen 01.06.08", 2008, "2008-06-01", "2008-06-01"),
    ("i løpet av høsten", 2007, "2007-09-01", "2007-11-30"),
    ("1. kvartal 2008", 2007, "2008-01-01", "2008-03-31"),
    ("4. kvartal", 2007, "2007-10-01", "2007-12-31"),
    ("3.-4. kvartal 2008", 2007, "2008-07-01", "2008-12-31"),
    ("Q2 2008", 2007, "2008-04-01", "2008-06-30"),
    ("2. halvår 2007", 2006, "2007-07-01", "2007-12-31"),
    ("2. tertial 2007", 2006, "2007-05-01", "2007-08-31"),
    ("høsten 2006", 2007, "2006-09-01", "2006-11-30"),
    ("våren", 2007, "2007-03-01", "2007-05-31"),
    ("va\u{30a}ren 08", 2007, "2008-03-01", "2008-05-31"),
    ("2008", 2007, "2008-01-01", "2008-12-31"),
    ("2006-2008", 2007, "2006-01-01", "2008-12-31"),
    ("2009-15", 2009, "2009-01-01", "2015-12-31"),
    ("whole year", 2016, "2016-01-01", "2016-12-31"),
    ("2007-08-27 to 2007-08-30", 2007, "2007-08-27", "2007-08-30"),
    ("2007-08-27/2007-08-30", 2007, "2007-08-27", "2007-08-30"),
    ("2007-08-27T12:30:00", 2007, "2007-08-27", "2007-08-27"),
    ("2007-08-27T00:00:00Z", 2007, "2007-08-27", "2007-08-27"),
    ("27.08.2007 kl. 12.30", 2007, "2007-08-27", "2007-08-27"),
    ("04.12.06 21.12.06", 2006, "2006-12-04", "2006-12-21"),
    ("10.12.06 04.10.06", 2006, "2006-10-04", "2006-12-10"),
];

#[test]
fn every_form_is_read() {
    for (text, year, start, end) in FORMS {
        let expected = ((*start).to_owned(), (*end).to_owned(), Some((*text).to_owned()));
        assert_eq!(read(text, *year), expected, "{text}");
    }
}

#[test]
fn a_plain_day_keeps_no_text() {
    for text in
        ["23.01.06", "23.1.06", "23.01.2006", " 23.01.06. ", "2006-01-23", "2006-01-23T00:00:00", "2006-01-23 00:00"]
    {
        assert_eq!(read(text, 2006), ("2006-01-23".to_owned(), "2006-01-23".to_owned(), None), "{text}");
    }
    assert_eq!(read_period("2006-01-23", None).unwrap().remark, None);
    assert_eq!(read_period("23.01.2006", None).unwrap().remark, None);
}

#[test]
fn what_was_taken_for_granted_is_said() {
    for (text, warning, words) in [
        ("23.01.06", false, &["two-digit"][..]),
        ("16.-17.04.", false, &["the plan's section"]),
        ("05.&06.11", false, &["from the first to the last", "the plan's section"]),
        ("Uke 22-24.", false, &["ISO 8601", "the plan's section"]),
        ("U.17&18", false, &["ISO 8601", "from the first to the last"]),
        ("19.10.06 20.10.06", false, &["from the first to the last", "two-digit"]),
        ("10.12.06 04.10.06", true, &["wrong order"]),
        ("0101-311018", true, &["not that of the plan's section", "without separators"]),
        ("010107", false, &["without separators"]),
        ("18,12,08", false, &["commas"]),
        ("08.09.06|", false, &["before or after a date"]),
        ("1/3-16", false, &["before the month"]),
        ("primo mars 2008", false, &["medio"]),
        ("høsten 2006", false, &["1 September"]),
        ("innen utgangen av 2008", false, &["last day"]),
        ("des/jan 07", false, &["New Year"]),
        ("2007-08-27T12:30:00", false, &["time of day"]),
        ("innen juni 2008", false, &["'innen'", "last day"]),
    ] {
        let remark = read_period(text, Some(2007)).unwrap().remark.expect(text);
        let line = remark.to_string();
        assert_eq!(remark.warning, warning, "{line}");
        assert_eq!(remark.as_written, text);
        for word in words {
            assert!(line.contains(word), "{line}: {word}");
        }
    }
    let remark = read_period("10.12.06 04.10.06", Some(2006)).unwrap().remark.unwrap();
    assert!(remark.why.contains("wrong order") && remark.taken_as == "2006-10-04 to 2006-12-10");
}

#[test]
fn two_digits_are_the_year_nearest_to_the_section() {
    for (text, section, year) in [
        ("01.02.06", Some(2006), 2006),
        ("01.02.98", Some(2006), 1998),
        ("01.02.98", None, 1998),
        ("01.02.79", None, 2079),
        ("01.02.80", None, 1980),
        ("01.02.03", Some(2098), 2103),
        ("01.02.03", Some(i32::MAX), 2003),
    ] {
        assert_eq!(read_period(text, section).unwrap().value.end().year(), year, "{text} {section:?}");
    }
    assert_eq!(section_year("2007"), Some(2007));
    for none in ["", "2008-2009", "207", "1800", "Oslo"] {
        assert_eq!(section_year(none), None, "{none}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    assert_eq!(reason("  ", None), Reason::Empty);
    for text in [
        "kanskje",
        "5",
        "5.",
        "22-24",
        "08",
        "19 10 06",
        "19.10.06 20",
        "20.10 06",
        "jan 05-07",
        "uke",
        "uke x",
        "primo",
        "ultimo 2008",
        "23.01.06 (ca.)",
        "ca. 23.01.06",
        "-",
        "?",
        "1800",
        "2200",
        "23.01.1806",
        "1.2.3.4",
        "5,6.11",
        "sommeren 2007",
        "१२.०१.०६",
        "uke 17 18",
        "1-3-16",
        "12345",
        "0101-3110",
        "123456789012",
        "2006-01-23x",
        "2006-01-23T",
        "23.01.06 kl.",
    ] {
        assert_eq!(reason(text, Some(2007)), Reason::Unknown, "{text}");
    }
    for text in ["16.04.", "Januar", "uke 22", "våren", "1. kvartal", "1/3"] {
        assert_eq!(reason(text, None), Reason::NoYear, "{text}");
    }
    for text in
        ["30.02.07", "16.13.07", "00.01.07", "uke 53", "uke 0", "5. kvartal 2007", "320117", "2007-02-29", "13.2006"]
    {
        assert_eq!(reason(text, Some(2007)), Reason::NotInCalendar, "{text}");
    }
    for text in ["2006-08", "uke 22-07"] {
        assert!(matches!(reason(text, Some(2007)), Reason::Ambiguous { .. }), "{text}");
    }
    let message = read_period("16.04.", None).unwrap_err().to_string();
    assert_eq!(
        message,
        "\"16.04.\" has no year, and neither has the section of the plan: write the year, as in 23.01.06"
    );
}

#[test]
fn cells_say_status_or_period() {
    let cell = |text: &str| read_cell(text, Some(2007)).unwrap_or_else(|e| panic!("{e}"));
    for (text, written) in [
        ("", Written::Open),
        ("  ", Written::Open),
        ("utsatt", Written::Postponed { to: None }),
        ("utsettes", Written::Postponed { to: None }),
        ("Utsatt.", Written::Postponed { to: None }),
        ("avlyst", Written::Cancelled),
        ("AVLYST!", Written::Cancelled),
        ("utgår", Written::Dropped),
        ("UTGA\u{30a}R", Written::Dropped),
        ("23.01.06", Written::On(Period::day(day("2006-01-23")))),
    ] {
        let reading = cell(text);
        assert_eq!(reading.value, written, "{text}");
        assert_eq!(reading.remark.is_some(), text == "23.01.06", "{text}");
    }
    for text in ["Utsatt / endret", "utsatt/endret", "Utsatt, endret"] {
        let reading = cell(text);
        assert_eq!(reading.value, Written::Postponed { to: None }, "{text}");
        assert_eq!(reading.remark.unwrap().as_written, text);
    }
    let year = Period::new(day("2008-01-01"), day("2008-12-31")).unwrap().written("2008");
    assert_eq!(cell("Utsettes til 2008").value, Written::Postponed { to: Some(year) });
    let Reading { value, remark } = cell("utsatt til 01.03.08");
    assert_eq!(value, Written::Postponed { to: Some(Period::day(day("2008-03-01"))) });
    let remark = remark.unwrap();
    assert_eq!(
        (remark.as_written.as_str(), remark.taken_as.as_str()),
        ("utsatt til 01.03.08", "postponed to 2008-03-01")
    );
    for text in ["avlyst 03.12.07", "utsatt 01.03.08", "utsatt til", "utgår ikke", "utsatt fordi"] {
        assert_eq!(read_cell(text, Some(2007)).unwrap_err().reason, Reason::StatusWithMore, "{text}");
    }
    let error = read_cell("utsatt til sommeren", Some(2007)).unwrap_err();
    assert_eq!((error.as_written.as_str(), error.reason), ("utsatt til sommeren", Reason::Unknown));
}

fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("{}/../../tests/data/programmes/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Day of `dd.mm.yy` by splitting, nothing else.
fn naive(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split('.').collect();
    let [d, m, y] = parts.as_slice() else { return None };
    if [d, m, y].iter().any(|part| part.len() != 2) {
        return None;
    }
    Day::new(2000 + y.parse::<i32>().ok()?, m.parse().ok()?, d.parse().ok()?)
}

/// Every text of the tables that is no `dd.mm.yy`, by its section.
const ODD: &[(&str, &str, &str)] = &[
    ("08.09.06|", "2006", "2006-09-08"),
    ("19.10.06 20.10.06", "2006", "2006-10-19 to 2006-10-20"),
    ("21.11.06 22.11.06", "2006", "2006-11-21 to 2006-11-22"),
    ("04.12.06 21.12.06", "2006", "2006-12-04 to 2006-12-21"),
    ("10.12.06 04.10.06", "2006", "2006-10-04 to 2006-12-10"),
    ("jan. 07", "2007", "2007-01-01 to 2007-01-31"),
    ("08. – 10.01.07", "2007", "2007-01-08 to 2007-01-10"),
    ("08.03.07 09.03.07", "2007", "2007-03-08 to 2007-03-09"),
    ("16.-17.04.", "2007", "2007-04-16 to 2007-04-17"),
    ("19.-30.04.", "2007", "2007-04-19 to 2007-04-30"),
    ("U.17&18", "2007", "2007-04-23 to 2007-05-06"),
    ("03.-04. 05.07", "2007", "2007-05-03 to 2007-05-04"),
    ("21.-23.05.", "2007", "2007-05-21 to 2007-05-23"),
    ("Uke 22-24.", "2007", "2007-05-28 to 2007-06-17"),
    ("17.09.07 18.09.07", "2007", "2007-09-17 to 2007-09-18"),
    ("17. og 18. 09.07", "2007", "2007-09-17 to 2007-09-18"),
    ("05.&06.11", "2007", "2007-11-05 to 2007-11-06"),
    ("12.&13.11.", "2007", "2007-11-12 to 2007-11-13"),
    ("19.&20.11.", "2007", "2007-11-19 to 2007-11-20"),
    ("26.&27.11.", "2007", "2007-11-26 to 2007-11-27"),
    ("02.-03.12", "2007", "2007-12-02 to 2007-12-03"),
    ("03.-04.12", "2007", "2007-12-03 to 2007-12-04"),
    ("16.-17.10.", "2008", "2008-10-16 to 2008-10-17"),
    ("16.-17.10", "2008", "2008-10-16 to 2008-10-17"),
    ("20.-21.10", "2008", "2008-10-20 to 2008-10-21"),
    ("10.-11.11.", "2008", "2008-11-10 to 2008-11-11"),
    ("17.-18.11.", "2008", "2008-11-17 to 2008-11-18"),
    ("24.-25.11.", "2008", "2008-11-24 to 2008-11-25"),
    ("1.-2.12.08", "2008", "2008-12-01 to 2008-12-02"),
    ("18,12,08", "2008", "2008-12-18"),
    ("Juni 09", "2009", "2009-06-01 to 2009-06-30"),
    ("15.-16.10.", "2009", "2009-10-15 to 2009-10-16"),
    ("Nov 09", "2009", "2009-11-01 to 2009-11-30"),
    ("sep/okt 16", "2016", "2016-09-01 to 2016-10-31"),
    ("Januar", "2017", "2017-01-01 to 2017-01-31"),
    ("Mars", "2017", "2017-03-01 to 2017-03-31"),
    ("whole year", "2016", "2016-01-01 to 2016-12-31"),
    ("0101-311018", "2017", "2018-01-01 to 2018-10-31"),
    ("utsatt", "2007", "postponed"),
    ("utsettes", "2007", "postponed"),
    ("Utsatt / endret", "2006", "postponed"),
    ("Utsettes til 2008", "2007", "postponed to 2008-01-01 to 2008-12-31"),
    ("utgår", "2007", "dropped"),
    ("avlyst", "2007", "cancelled"),
    ("", "", "open"),
];

#[test]
fn every_date_of_the_five_programmes_is_read() {
    let columns = [
        ("tio_milestones", "section", &["due_as_written", "completed_as_written"][..]),
        ("husk_milestones", "section", &["due_as_written", "completed_as_written"]),
        ("trappa_plan", "section", &["due_as_written"]),
        ("trappa_social_assistance", "year", &["period"]),
    ];
    let mut met = std::collections::BTreeSet::new();
    let mut cells = 0;
    for (name, section, fields) in columns {
        for row in table(name) {
            let section = row[section].as_str();
            for field in fields {
                cells += 1;
                let text = row[*field].as_str();
                let reading = read_cell(text, section_year(section)).unwrap_or_else(|e| panic!("{name}: {e}"));
                let shown = match &reading.value {
                    Written::Open => "open".to_owned(),
                    Written::On(period) => period.to_string(),
                    Written::Completed(_) => "completed".to_owned(),
                    Written::Postponed { to: None } => "postponed".to_owned(),
                    Written::Postponed { to: Some(period) } => format!("postponed to {period}"),
                    Written::Cancelled => "cancelled".to_owned(),
                    Written::Dropped => "dropped".to_owned(),
                };
                if let Some(day) = naive(text) {
                    assert_eq!(reading.value, Written::On(Period::day(day)), "{name}: {text}");
                    continue;
                }
                let odd = |(odd, of, _): &&(&str, &str, &str)| *odd == text && (of.is_empty() || *of == section);
                let (at, expected) =
                    ODD.iter().enumerate().find(|(_, row)| odd(row)).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(shown, expected.2, "{name}: {text}");
                met.insert(at);
            }
        }
    }
    assert_eq!(cells, 2 * (58 + 114) + 30 + 10);
    assert_eq!(met.len(), ODD.len(), "every odd text stands in the tables");
}

#[test]
fn results_in_words_are_read() {
    let mut counts = BTreeMap::new();
    for row in table("trappa_plan") {
        let PlanResult { went, words } = read_result(&row["result"], None).value;
        assert_eq!(words.is_none(), row["result"].is_empty());
        *counts.entry(went.word()).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("open", 14), ("completed", 11), ("postponed", 2), ("dropped", 3)]));
    for (text, went) in [
        ("Done", "completed"),
        ("done; the rest later", "completed"),
        ("done-ish", "open"),
        ("undone", "open"),
        ("partly done", "open"),
        ("extended", "postponed"),
        ("replaced by another", "postponed"),
        ("not carried out: no time", "dropped"),
        ("not reached", "open"),
        ("moved to another project", "dropped"),
        ("", "open"),
    ] {
        let reading = read_result(text, None);
        assert_eq!(reading.value.went.word(), went, "{text}");
        let plain = matches!(text, "Done" | "extended" | "");
        assert_eq!(reading.remark.is_none(), plain, "{text}");
    }
}

#[test]
fn both_status_columns_know_the_same_words_in_both_languages() {
    for (went, texts) in [
        (
            "completed",
            &[
                "Utført",
                "utfort",
                "UTFØRT",
                "Utfo\u{308}rt",
                "Gjennomført",
                "Gjennomfo\u{308}rt",
                "Fullført",
                "Ferdig",
                "Ferdig.",
                "Ferdigstilt",
                "Avsluttet",
                "I mål",
                "OK",
                "Done",
                "Completed",
                "Carried out",
            ][..],
        ),
        ("cancelled", &["Avlyst", "Avlyses", "Kansellert", "Innstilt", "Cancelled", "canceled", "Called off"]),
        (
            "dropped",
            &[
                "Utgår",
                "Utgått",
                "utgaar",
                "Går ut",
                "Bortfalt",
                "Ikke gjennomført",
                "ikke gjennomfort",
                "Avbrutt",
                "Dropped",
            ],
        ),
        ("postponed", &["Utsatt", "Utsettes", "Forskjøvet", "Postponed", "Deferred"]),
        (
            "open",
            &[
                "Pågår",
                "Under arbeid",
                "I gang",
                "Ikke startet",
                "Ikke påbegynt",
                "Ikke gjennomført ennå",
                "In progress",
            ],
        ),
    ] {
        for text in texts {
            let cell = read_cell(text, None).unwrap();
            assert_eq!((cell.value.word(), cell.remark), (went, None), "{text}");
            let result = read_result(text, None);
            assert_eq!((result.value.went.word(), result.remark), (went, None), "{text}");
        }
    }
}

#[test]
fn a_status_may_name_its_day() {
    let on = |text: &str| Period::day(day(text));
    for text in
        ["Utsatt til 01.09.2026", "utsettes til: 1.9.26", "Forskjøvet til 01.09.2026", "Postponed to 2026-09-01"]
    {
        let expected = Written::Postponed { to: Some(on("2026-09-01")) };
        assert_eq!(read_cell(text, None).unwrap().value, expected, "{text}");
        assert_eq!(read_result(text, None).value.went, expected, "{text}");
    }
    for text in [
        "Utført 02.06.2026",
        "Ferdig: 02.06.2026",
        "gjennomført (02.06.2026)",
        "Utført den 02.06.2026",
        "Done 2026-06-02",
    ] {
        let expected = Written::Completed(Some(on("2026-06-02")));
        assert_eq!(read_cell(text, None).unwrap().value, expected, "{text}");
        assert_eq!(read_result(text, None).value.went, expected, "{text}");
    }
    assert_eq!(
        read_result("Ferdig 02.06", Some(2026)).value.went,
        Written::Completed(Some(on("2026-06-02").written("02.06")))
    );
    for text in ["Flyttet til 01.09.2026", "flyttet til: 1.9.26", "Moved to 1.9.2026", "MOVED until 2026-09-01"] {
        let moved = [read_result(text, None).value.went, read_cell(text, None).unwrap().value];
        let days = moved.map(|went| match went {
            Written::Postponed { to: Some(to) } => (to.start(), to.end()),
            other => panic!("{text}: {other:?}"),
        });
        assert_eq!(days, [(day("2026-09-01"), day("2026-09-01")); 2], "{text}");
    }
    for text in ["Flyttet", "Flyttet til Nord kommune", "moved to another project", "Flyttet 01.09.2026"] {
        assert_eq!(read_result(text, None).value.went, Written::Dropped, "{text}");
    }
    // A date alone in a column of results says nothing of how it went.
    assert_eq!(read_result("02.06.2026", None).value.went, Written::Open);
    let told = read_result("Utsatt til etter ferien", None);
    assert_eq!(told.value.went, Written::Postponed { to: None });
    assert!(told.remark.is_some());
    assert_eq!(read_cell("avlyst pga. sykdom", None).unwrap_err().reason, Reason::StatusWithMore);
}

#[test]
fn a_time_with_a_zone_is_its_day_in_norway() {
    for (text, expected) in [
        ("2016-05-31T22:00:00Z", "2016-06-01"),
        ("2016-12-31T23:00:00.000Z", "2017-01-01"),
        ("2016-06-01T00:00:00+02:00", "2016-06-01"),
        ("2016-06-01T00:00:00+0200", "2016-06-01"),
        ("2016-05-31T17:00:00-05:00", "2016-06-01"),
        ("2016-05-31 22:00:00 UTC", "2016-06-01"),
        ("2016-05-31 22:00:00+00", "2016-06-01"),
        ("2016-05-31T21:59:59.9999999Z", "2016-05-31"),
        ("2016-05-31T22:00Z", "2016-06-01"),
        ("31.05.2016 22:00 GMT", "2016-06-01"),
        ("2016-03-27T22:30:00Z", "2016-03-28"),
        ("2016-03-26T22:30:00Z", "2016-03-26"),
    ] {
        let reading = read_period(text, None).unwrap();
        assert_eq!((reading.value.start(), reading.value.end()), (day(expected), day(expected)), "{text}");
        assert!(reading.remark.unwrap().to_string().contains("its day in Norway"), "{text}");
    }
    // Without a zone a time is local.
    for text in ["2016-05-31T23:30:00", "31.05.2016 kl. 23.30", "31.05.2016 10:00-12:00"] {
        assert_eq!(read_period(text, None).unwrap().value.start(), day("2016-05-31"), "{text}");
    }
    for text in [
        "2016-05-31T99:00Z",
        "2016-05-31T25:00:00Z",
        "2016-05-31T22:60:00Z",
        "2016-05-31 22:00:61+02:00",
        "2016-05-31T24:01:00Z",
        "31.05.2016 kl. 24.30",
        "31.05.2016 99:00",
        "31.05.2016 10:00-99:00",
    ] {
        assert!(read_period(text, None).is_err(), "{text}");
    }
    assert_eq!(read_period("2016-05-31T24:00:00Z", None).unwrap().value.start(), day("2016-06-01"));
    assert_eq!(read_period("2199-12-31T23:30:00Z", None).unwrap_err().reason, Reason::NotInCalendar);
    assert!(read_period("2016-05-31T22:00:00Z - 2016-06-30T22:00:00Z", None).is_err());
}

mod laws;
