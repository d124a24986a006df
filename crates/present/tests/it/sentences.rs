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
        docs.extend([info.doc.trim(), info.takes_hold_words()]);
        info.fields.iter().for_each(|field| described(field, &mut docs));
        for former in info.former {
            docs.insert(former.read_as);
            former.fields.iter().for_each(|field| described(field, &mut docs));
        }
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
        nb("placement P is started on 2009-03-01, but had already been started on 2009-02-01"),
        "tiltaksplass P startes 01.03.2009, men var allerede startet 01.02.2009"
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
fn what_follows_a_long_sentence_is_bokmal_and_so_is_the_sentence() {
    let told = nb(
        "g.csv, line 2, column \"2\": \"Q\" is not a code: E egenmelding, S sykmelding, B sykt barn, P permisjon med ytelse, \
         U permisjon uten ytelse, G ugyldig fravær, F ferie, J jobbintervju, A annet; write x, 1, . or nothing for no \
         absence (also in lines 3)",
    );
    assert!(told.contains("«Q» er ikke en kode") && told.ends_with("for ikke fravær (også i linje 3)"), "{told}");
    let described =
        nb("t.csv, line 1: unknown column \"(column 2: a text of 14 characters)\"; the columns are \"case\"");
    assert!(described.contains("(kolonne 2: en tekst på 14 tegn)"), "{described}");
}

#[test]
fn a_list_of_ends_with_brackets_is_bokmal_to_its_last_word() {
    assert_eq!(
        nb(
            "the records of TRAPPA end on 2017-11-15, as stated: participants (open then: 10 persons in the programme), \
            the plan (open then: 13 milestones), money (open then: 1 grant not accounted for)"
        ),
        "opplysningene i TRAPPA slutter 15.11.2017, som oppgitt: deltakere (åpent da: 10 personer i programmet), \
         planen (åpent da: 13 milepæler), penger (åpent da: 1 tilskudd uten regnskap)"
    );
    assert_eq!(
        nb(
            "the records of KVP end on 2012-01-31, with the last migrated document: participants (open then: 2 persons \
            in the programme, 1 risk), staff; they end on 2012-03-01, as stated: reports (open then: 1 report not \
            received)"
        ),
        "opplysningene i KVP slutter 31.01.2012, med det siste dokumentet som ble overført: deltakere (åpent da: 2 \
         personer i programmet, 1 risiko), bemanning; 01.03.2012, som oppgitt: rapporter (åpent da: 1 rapport som ikke er \
         mottatt)"
    );
}

#[test]
fn ends_of_any_subjects_in_any_order_are_bokmal() {
    let subjects = [
        ("participants", "deltakere"),
        ("the plan (open then: 1 milestone)", "planen (åpent da: 1 milepæl)"),
        ("money (open then: 12 grants not accounted for)", "penger (åpent da: 12 tilskudd uten regnskap)"),
        ("reports (open then: 2 reports not received)", "rapporter (åpent da: 2 rapporter som ikke er mottatt)"),
        ("risks (open then: 1 risk)", "risikoer (åpent da: 1 risiko)"),
        ("bodies", "møteorganer"),
    ];
    for first in subjects {
        for second in subjects {
            for third in subjects {
                let told = nb(&format!(
                    "the records of TIO end on 2012-01-31, as stated: {}, {}, {}",
                    first.0, second.0, third.0
                ));
                let expected = format!(
                    "opplysningene i TIO slutter 31.01.2012, som oppgitt: {}, {}, {}",
                    first.1, second.1, third.1
                );
                assert_eq!(told, expected);
            }
        }
    }
}

#[test]
fn brackets_in_a_part_belong_to_that_part() {
    assert_eq!(
        nb("enrolment A/TIO ended on 2012-01-31, and no certificate was considered (and 12 more like it)"),
        "deltakelsen A/TIO ble avsluttet 31.01.2012 uten at kompetansebevis ble vurdert (og 12 til av samme slag)"
    );
    assert_eq!(
        nb("measure.ended on 2012-01-31 is about enrolment A, which ended on 2012-01-01 (withdrawal)"),
        "measure.ended 31.01.2012 gjelder deltakelsen A, som ble avsluttet 01.01.2012 (trukket)"
    );
}

#[test]
fn of_several_readings_the_one_that_leaves_least_in_english_is_taken() {
    assert_eq!(
        nb(
            "records_end: the records end on 2010-12-15; by then: 26 on 2010-12-15 against a baseline of 428: 402 fewer, \
            target 214 fewer"
        ),
        format!(
            "opplysningene slutter 15.12.2010; fram til da: {}",
            nb("26 on 2010-12-15 against a baseline of 428: 402 \
            fewer, target 214 fewer")
        )
    );
    assert_eq!(
        nb("records_end: the records end on 2010-10-31; by then: 378 on 2010-10-31, target 349"),
        format!("opplysningene slutter 31.10.2010; fram til da: {}", nb("378 on 2010-10-31, target 349"))
    );
    assert_eq!(
        nb(
            "so far: 26 on 2010-12-15 against a baseline of 428: 402 fewer, target 214 fewer; the period ends 2010-12-31"
        ),
        format!(
            "så langt: {}; perioden slutter 31.12.2010",
            nb("26 on 2010-12-15 against a baseline of 428: 402 fewer, target 214 fewer")
        )
    );
}

#[test]
fn a_refusal_is_bokmal_behind_the_row_that_it_is_about() {
    let why = "exit_with_open_placement: the person leaves on 2026-11-30, but placement 4888fe0d, which began on 2026-10-01, \
               has not ended";
    let bokmal = "exit_with_open_placement: personen slutter 30.11.2026, men tiltaksplass 4888fe0d, begynt 01.10.2026, \
                  ikke er avsluttet";
    assert_eq!(nb(why), bokmal);
    assert_eq!(nb(&format!("ut.csv, line 2: {why}")), format!("ut.csv, linje 2: {bokmal}"));
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

/// A text in quotation marks ends where the first mark ends it.
#[test]
fn quotation_marks_pair() {
    let cell = "people.xlsx, sheet \"registrering\", line 6, column \"fra dato\": \"31.11.2026\" is more than one day; write one day";
    assert_eq!(
        nb(cell),
        "people.xlsx, ark «registrering», linje 6, kolonne «fra dato»: «31.11.2026» er mer enn én dag; skriv én dag"
    );
    let cell = "people.csv, line 4, column \"eier\": \"privat\" is not one of 'state', 'municipal'";
    assert_eq!(nb(cell), "people.csv, linje 4, kolonne «eier»: «privat» er ikke en av «statlig», «kommunal»");
}

/// However many faults a message has, the last is read like the first.
#[test]
fn each_of_several_faults_is_read() {
    let one =
        |day: u32| format!("absence.recorded takes effect on 2026-11-{day}, before the registration on 2027-01-05");
    let all: Vec<String> = (10..29).map(one).collect();
    let said = nb(&all.join("; "));
    assert!(!said.contains("takes effect") && !said.contains("2026-11"), "{said}");
    assert_eq!(said.matches("28.11.2026").count(), 1, "{said}");
    assert_eq!(nb("2026-11-18 to 2026-11-30"), "18.11.2026 – 30.11.2026");
}

/// Names stay as they are, also in sentences that have few words of their own.
#[test]
fn senders_and_duties_stay_as_they_were_named() {
    let late = "report 'half-yearly' from prosjektleder was due by 2006-06-30 and had not come by 2006-12-31";
    assert!(nb(late).starts_with("rapporten «half-yearly» fra prosjektleder hadde frist 30.06.2006"), "{}", nb(late));
    let missed =
        "duty project-group ('Project group', Project group) was due by 2006-09-30 and was not done by 2006-10-01";
    assert!(nb(missed).starts_with("plikten project-group («Project group», Project group) hadde"), "{}", nb(missed));
}
