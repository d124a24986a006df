//! The tables of the five programmes as they were written, and the days of their milestones read on their own: the plain
//! form by a few lines of code, every odd one from a list made by hand.

use std::collections::BTreeMap;
use std::path::Path;

/// A row by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// The rows of a table in tests/data/programmes.
pub fn table(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/programmes").join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let row =
        |record: csv::StringRecord| headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// First and last day, as ISO days.
pub type Days = Option<(String, String)>;

/// What a cell of a milestone table says: its days, or none when it is empty or a word.
pub fn days(section: &str, text: &str) -> Days {
    if let Some((_, _, first, last)) = ODD.iter().find(|(year, odd, _, _)| *year == section && *odd == text) {
        return Some(((*first).to_owned(), (*last).to_owned()));
    }
    if text.is_empty() || WORDS.contains(&text) {
        return None;
    }
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts.as_slice() else { panic!("{section}: '{text}' is in no list") };
    assert!([day, month, year].iter().all(|part| part.len() == 2), "{section}: '{text}' is in no list");
    let iso = format!("20{year}-{month}-{day}");
    Some((iso.clone(), iso))
}

/// Cells that name no day.
const WORDS: [&str; 6] = ["Utsatt / endret", "utsatt", "utsettes", "Utsettes til 2008", "utgår", "avlyst"];

/// Section, cell, first and last day.
const ODD: &[(&str, &str, &str, &str)] = &[
    ("2006", "19.10.06 20.10.06", "2006-10-19", "2006-10-20"),
    ("2006", "21.11.06 22.11.06", "2006-11-21", "2006-11-22"),
    ("2007", "jan. 07", "2007-01-01", "2007-01-31"),
    ("2007", "08. – 10.01.07", "2007-01-08", "2007-01-10"),
    ("2007", "08.03.07 09.03.07", "2007-03-08", "2007-03-09"),
    ("2006", "08.09.06|", "2006-09-08", "2006-09-08"),
    ("2006", "04.12.06 21.12.06", "2006-12-04", "2006-12-21"),
    ("2006", "10.12.06 04.10.06", "2006-10-04", "2006-12-10"),
    ("2007", "16.-17.04.", "2007-04-16", "2007-04-17"),
    ("2007", "19.-30.04.", "2007-04-19", "2007-04-30"),
    ("2007", "U.17&18", "2007-04-23", "2007-05-06"),
    ("2007", "03.-04. 05.07", "2007-05-03", "2007-05-04"),
    ("2007", "21.-23.05.", "2007-05-21", "2007-05-23"),
    ("2007", "Uke 22-24.", "2007-05-28", "2007-06-17"),
    ("2007", "17.09.07 18.09.07", "2007-09-17", "2007-09-18"),
    ("2007", "17. og 18. 09.07", "2007-09-17", "2007-09-18"),
    ("2007", "05.&06.11", "2007-11-05", "2007-11-06"),
    ("2007", "12.&13.11.", "2007-11-12", "2007-11-13"),
    ("2007", "19.&20.11.", "2007-11-19", "2007-11-20"),
    ("2007", "26.&27.11.", "2007-11-26", "2007-11-27"),
    ("2007", "02.-03.12", "2007-12-02", "2007-12-03"),
    ("2007", "03.-04.12", "2007-12-03", "2007-12-04"),
    ("2008", "16.-17.10.", "2008-10-16", "2008-10-17"),
    ("2008", "16.-17.10", "2008-10-16", "2008-10-17"),
    ("2008", "20.-21.10", "2008-10-20", "2008-10-21"),
    ("2008", "10.-11.11.", "2008-11-10", "2008-11-11"),
    ("2008", "17.-18.11.", "2008-11-17", "2008-11-18"),
    ("2008", "24.-25.11.", "2008-11-24", "2008-11-25"),
    ("2008", "1.-2.12.08", "2008-12-01", "2008-12-02"),
    ("2008", "18,12,08", "2008-12-18", "2008-12-18"),
    ("2009", "Juni 09", "2009-06-01", "2009-06-30"),
    ("2009", "15.-16.10.", "2009-10-15", "2009-10-16"),
    ("2009", "Nov 09", "2009-11-01", "2009-11-30"),
];

/// Days between two ISO days, the second minus the first.
pub fn days_between(first: &str, second: &str) -> i64 {
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    (day(second) - day(first)).num_days()
}
