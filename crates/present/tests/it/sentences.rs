//! Every message in bokmål.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::rules::Rule;
use hovedbok_present::{Lang, sentences};

use crate::source::texts;

/// Texts of the sources that are no messages: keys, formats, generated pages in English, the words of imported tables.
const NO_MESSAGES: &str = include_str!("../data/no-messages.txt");

#[test]
fn every_message_of_every_room_has_its_bokmal() {
    let listed: BTreeSet<&str> = sentences::all().map(|(english, _)| english).collect();
    let others: BTreeSet<String> = NO_MESSAGES.lines().map(|line| line.replace("\\n", "\n")).collect();
    let found = texts();
    assert!(found.len() > 1_000, "{}", found.len());
    let mut missing = BTreeMap::new();
    for (file, text) in &found {
        if !listed.contains(text.as_str()) && !others.contains(text) {
            missing.insert(text, file);
        }
    }
    assert!(
        missing.is_empty(),
        "without bokmål in crates/present/src/sentences (or, if it is no message, tests/data/no-messages.txt):\n{}",
        missing.iter().map(|(text, file)| format!("{text:?} in {}\n", file.display())).collect::<String>()
    );
}

#[test]
fn every_sentence_is_there_once_with_as_many_holes() {
    let mut seen = BTreeSet::new();
    for (english, bokmal) in sentences::all() {
        assert!(seen.insert(english), "{english:?} is there twice");
        let holes = |text: &str| text.replace("{{", "").replace("}}", "").replace("{=}", "{}").matches("{}").count();
        assert_eq!(holes(english), holes(bokmal), "{english:?}");
        let joined = |text: &str| text.split("{}{}").count();
        assert_eq!(joined(english), joined(bokmal), "holes side by side: {english:?}");
        assert!(!bokmal.trim().is_empty(), "{english:?}");
    }
}

#[test]
fn every_sentence_is_recognised_whatever_is_put_in() {
    for (english, bokmal) in sentences::all() {
        let braces = english.contains("{{");
        let plain = |text: &str| if braces { text.replace("{{", "{").replace("}}", "}") } else { text.to_owned() };
        if english.contains("{}{}") || english.replace("{}", "").chars().filter(|c| c.is_alphabetic()).count() < 9 {
            continue;
        }
        let fill = |text: &str| plain(&text.replace("{=}", "{}").replace("{}", "KVP-7"));
        let told = sentences::say(Lang::Nb, &fill(english));
        assert_eq!(told, fill(bokmal), "{english:?}");
    }
}

#[test]
fn the_catalogue_of_entry_types_and_rules_is_bokmal_too() {
    let listed: BTreeSet<&str> = sentences::all().map(|(english, _)| english).collect();
    let mut docs: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.meaning()).collect();
    for info in FAMILIES.iter().flat_map(|family| family.types) {
        docs.extend([info.doc.trim(), info.takes_hold.words()]);
        info.fields.iter().for_each(|field| described(field, &mut docs));
    }
    assert!(docs.len() > 250, "{}", docs.len());
    let missing: Vec<&&str> = docs.iter().filter(|doc| !listed.contains(*doc)).collect();
    assert!(missing.is_empty(), "without bokmål in crates/present/src/sentences/catalogue.rs: {missing:#?}");
}

fn described(field: &'static FieldInfo, docs: &mut BTreeSet<&str>) {
    docs.insert(field.doc.trim());
    if let Shape::Object(inner) = field.shape {
        inner.iter().for_each(|field| described(field, docs));
    }
}

fn nb(text: &str) -> String {
    sentences::say(Lang::Nb, text)
}

#[test]
fn days_and_amounts_are_written_as_norwegians_write_them() {
    assert_eq!(
        nb("grant G1 has 1 234 567.50 kroner unspent at the end of 2009"),
        "tilskudd G1 har 1\u{a0}234\u{a0}567,50 kroner ubrukt ved slutten av 2009"
    );
    assert_eq!(
        nb("placement P starts on 2009-03-01, but it had already started on 2009-02-01"),
        "tiltaksplass P startes 01.03.2009, men ble startet 01.02.2009"
    );
    assert_eq!(
        nb("participant.intake on 2009-01-01 gives a share of 150.00 %, more than 100 %"),
        "participant.intake 01.01.2009 har en andel på 150,00\u{a0}%, mer enn 100 %"
    );
}

#[test]
fn a_path_stays_as_it_was_named_and_a_long_line_as_it_is() {
    let text = "2026-09-01 is not empty; a restored ledger needs a folder that is empty or does not exist";
    assert!(nb(text).starts_with("2026-09-01 er ikke tom; "), "{}", nb(text));
    assert!(nb("'a (b' is not a kind of table").starts_with("«a (b» er ikke"));
    // Text that could be taken apart in very many ways.
    for times in [100, 160, 4000] {
        let odd = "a, b: c; d \u{2014} 2 (x) ".repeat(times);
        assert!(nb(&odd).starts_with("a, b: c; d"));
    }
}

#[test]
fn sentences_within_sentences_are_bokmal_too() {
    assert_eq!(
        nb("a.csv, line 3: measure.started: a text contains an e-mail address"),
        "a.csv, linje 3: measure.started: en tekst inneholder en e-postadresse"
    );
    assert_eq!(
        nb("carry-over of 5.00 kroner of grant G to 2010 was applied for on 2011-01-02, when that year had ended"),
        "overføring av 5,00 kroner av tilskudd G til 2010 ble søkt om 02.01.2011, da det året var over"
    );
    assert_eq!(
        nb("no entry in force at #5 names the programme 'KV'; the nearest name is 'KVP'"),
        "ingen gjeldende føring ved #5 nevner program «KV»; det nærmeste navnet er «KVP»"
    );
}

#[test]
fn words_that_somebody_wrote_stay() {
    for own in ["Nav and others", "to Oslo", "from 7 to work", "a name", "the plan"] {
        assert!(nb(&format!("there is no sheet \"{own}\"; the sheets are A")).contains(&format!("«{own}»")), "{own}");
    }
    for own in ["Helse og arbeid", "Nav and others", "work and home", "x on y", "grønn; omsorg"] {
        assert_eq!(nb(own), own);
    }
    assert_eq!(sentences::say(Lang::En, "a case number"), "a case number");
}
