//! Bokmål: findings, notes, errors, the catalogue and templates; and JSON, which no language changes.

use std::collections::BTreeSet;

use hovedbok_present::sentences;
use serde_json::Value;

use super::{PERSON, small};
use crate::support::Folder;

/// Words that English sentences need and bokmål does not have.
const ENGLISH: [&str; 14] = [
    " the ", " was ", " is ", " not ", " before ", " after ", " than ", " which ", " were ", " has ", " of ", " and ",
    " with ", " by ",
];

/// Names of the demo's bodies, reports, goals and documents, which somebody wrote in English.
const OWN: [&str; 18] = [
    "amount is not stated",
    "amount not stated",
    "the letters of goals",
    "target group, activities",
    "assessment of the target group",
    "Network gathering",
    "Proposal for evaluation work and method",
    "Progress report of September 2016",
    "target groups",
    "the target group is established",
    "Young recipients of social assistance",
    "applicants per year",
    "chapter 621 item",
    "Steering group for the trial",
    "A stair of measures for people under 30",
    "Nordre Land municipality",
    "grants to municipalities",
    "project manager",
];

/// What somebody wrote in the demo's entries about programmes, plans, money, risks and figures: every text of two words and
/// more, the longest first, and then the names that are a part of one.
fn own_texts(demo: &Folder) -> Vec<String> {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) if text.contains(' ') => {
                into.insert(text.clone());
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                // The questions of a survey are keys.
                collect(&Value::from(key.as_str()), into);
                collect(value, into);
            }),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut texts = BTreeSet::new();
    for family in ["programme", "plan", "grant", "fund", "risk", "figure"] {
        let entries = demo.ask(&format!("log --type {family}."))["entries"].take();
        entries.as_array().unwrap().iter().for_each(|entry| collect(&entry["body"], &mut texts));
    }
    let mut texts: Vec<String> = texts.into_iter().collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    assert!(texts.len() > 500, "{}", texts.len());
    texts.extend(OWN.map(str::to_owned));
    texts
}

fn without(own: &[String], line: &str) -> String {
    own.iter().fold(line.to_owned(), |line, own| if line.contains(own) { line.replace(own, "…") } else { line })
}

#[test]
fn every_finding_of_the_demo_is_bokmal() {
    let demo = Folder::demo();
    let own = own_texts(&demo);
    let kinds = demo.ask("findings")["findings"].as_array().unwrap().clone();
    let mut kinds: Vec<String> = kinds.iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    assert!(kinds.len() > 8, "{kinds:?}");
    // Findings about figures name documents, which have English titles in the demo.
    let of_documents = ["figure_differs", "figures_contradict"];
    for kind in kinds.iter().filter(|kind| !of_documents.contains(&kind.as_str())) {
        let table = demo.ok(&format!("findings --kind {kind} --lang nb")).stdout;
        for line in table.lines().take(20) {
            let told = without(&own, line);
            assert!(!ENGLISH.iter().any(|word| told.contains(word)), "{kind}: {line}");
        }
    }
}

/// What stands between the parts of an English sentence, at least two words of it that its bokmål does not have.
fn english() -> BTreeSet<&'static str> {
    let fixed =
        sentences::all().flat_map(|(english, bokmal)| english.split("{}").map(move |part| (part.trim(), bokmal)));
    let telling = |part: &str| part.contains(' ') && part.chars().filter(|c| c.is_alphabetic()).count() >= 9;
    fixed.filter(|(part, bokmal)| telling(part) && !bokmal.contains(part)).map(|(part, _)| part).collect()
}

#[test]
fn no_answer_of_the_demo_is_half_in_english() {
    let demo = Folder::demo();
    let own = own_texts(&demo);
    let english = english();
    assert!(english.len() > 800, "{}", english.len());
    let mut questions: Vec<String> = [
        "statement",
        "findings",
        "state",
        "placements",
        "outcomes",
        "attendance",
        "absence",
        "conditions",
        "flows",
        "trajectories --programme TRAPPA",
        "milestones",
        "budget",
        "programmes",
        "goals",
        "duties",
        "figures",
        "status",
        "types",
        "rules",
    ]
    .map(str::to_owned)
    .to_vec();
    for programme in demo.ask("programmes")["programmes"].as_array().unwrap() {
        let name = programme["programme"].as_str().unwrap();
        for question in ["statement", "findings"] {
            questions.push(format!("{question} --programme {name} --as-of 2012-06-30"));
        }
    }
    let mut left = BTreeSet::new();
    for question in &questions {
        // Before the command: what stands after `--` belongs to a question.
        let done = demo.ok(&format!("--lang nb {question}"));
        for line in done.stdout.lines().chain(done.stderr.lines()) {
            let told = without(&own, line);
            left.extend(english.iter().filter(|part| told.contains(**part)).map(|part| format!("{part:?}: {line}")));
        }
    }
    assert!(left.is_empty(), "{}", left.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn errors_and_notes_begin_and_go_on_in_bokmal() {
    let folder = small();
    let told = |words: &str| folder.run(words).stderr;
    for (words, expected) in [
        ("record nothing --lang nb", "feil: «nothing» er ikke en føringstype — `types` viser dem\n"),
        ("milestones NOPE --lang nb", "feil: ingen gjeldende føring ved #9 nevner plan «NOPE»"),
        ("state --as-of 2026-13-40 --lang nb", "feil: ugyldig verdi «2026-13-40» for «--as-of <DATO>»: "),
        ("state --colour --lang nb", "feil: ukjent argument «--colour»"),
        ("findings --excel --lang nb", "feil: --excel gjelder bare CSV — skriv --format csv --excel\n"),
        (
            "log show 400 --lang=nb",
            "feil: det finnes ingen føring 400: loggen slutter ved #9 — `log` viser føringene\n",
        ),
        ("import missing.csv --kind intake --lang nb", "feil: missing.csv: filen eller mappen finnes ikke"),
        ("state --known-at 2100-01-01 --lang nb", "merknad: 01.01.2100 er ikke over: svaret endres"),
    ] {
        let told = told(words);
        assert!(told.starts_with(expected), "{words}: {told}");
    }
    let refused = folder
        .run(&format!("record measure.ended --participant {PERSON} --effective 2025-01-01 --outcome work --lang nb"));
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.starts_with("feil: "), "{}", refused.stderr);
    assert!(!ENGLISH.iter().any(|word| refused.stderr.contains(word)), "{}", refused.stderr);
}

#[test]
fn the_language_can_come_from_the_environment_and_json_never_changes() {
    let folder = small();
    for words in
        ["state", "findings", "types", "types measure.started", "rules", "budget", "milestones STEP", "log", "goals"]
    {
        let call = |lang: &str| folder.ok(&format!("{words} --format json --lang {lang}"));
        assert_eq!(call("en").stdout, call("nb").stdout, "{words}");
    }
    let error = |lang: &str| folder.run(&format!("record nothing --format json --lang {lang}")).stderr;
    assert_eq!(error("en"), error("nb"));
    assert!(error("nb").contains("is not an entry type"), "{}", error("nb"));
}

#[test]
fn the_catalogue_and_templates_are_described_in_bokmal() {
    let folder = Folder::bare();
    let types = folder.ok("types participant.exited --lang nb").stdout;
    assert!(types.starts_with("participant.exited — Personen sluttet i programmet"), "{types}");
    assert!(
        types.contains(
            "strøm participant/…, oppgis med --participant eller --case; gjelder fra dagen etter den siste dagen;"
        ),
        "{types}"
    );
    let types = folder.ok("types entry.voided --lang nb").stdout;
    assert!(types.contains("i strømmen til føringen som den retter; gjelder alle dager det spørres om;"), "{types}");
    assert!(folder.ok("rules --lang nb").stdout.contains("En person er registrert to ganger."));
    assert!(folder.ok("types --lang nb").stdout.contains("Et vedtak i saken."));
}

#[test]
fn tables_have_norwegian_days_and_amounts() {
    let folder = small();
    let budget = folder.ok("budget --lang nb").stdout;
    assert!(budget.contains("100\u{a0}000,00") && budget.contains("40\u{a0}000,00"), "{budget}");
    let plan = folder.ok("milestones STEP --lang nb").stdout;
    assert!(plan.contains("01.03.2026") && !plan.contains("2026-03-01"), "{plan}");
    let course = folder.ok(&format!("state participant {PERSON} --lang nb --as-of 2026-06-30")).stdout;
    assert!(course.contains("50,00\u{a0}%") && course.contains("gjelder per 30.06.2026"), "{course}");
    assert!(folder.ok("budget").stdout.contains("100 000.00"));
}

/// What code words mean is bokmål in a course and in the log, where English has the words as they were typed.
#[test]
fn code_words_of_entries_are_bokmal_in_a_course_and_in_the_log() {
    let folder = small();
    let changed = "--effective 2026-03-02 --sex not_asked --background.education primary";
    folder.ok(&format!("record participant.details_changed --participant {PERSON} {changed}"));
    let course = folder.ok(&format!("state participant {PERSON} --as-of 2026-06-30 --lang nb")).stdout;
    assert!(course.contains("bakgrunn utdanning grunnskole, kjønn ikke spurt"), "{course}");
    let log = folder.ok("log --type participant.details --lang nb").stdout;
    assert!(log.contains("bakgrunn utdanning grunnskole · kjønn ikke spurt"), "{log}");
    let log = folder.ok("log --type participant.details").stdout;
    assert!(log.contains("background education primary · sex not_asked"), "{log}");
    let csv = |lang: &str| folder.ok(&format!("state participant {PERSON} --format csv --lang {lang}")).stdout;
    assert_eq!(csv("en"), csv("nb"));
}

/// The words that a list offers are taken, and so are the codes; what is refused is offered the words of that option.
#[test]
fn words_that_are_offered_are_taken() {
    let folder = small();
    for (bokmal, code) in [
        ("list --status søkt --status registrert", "list --status applied --status registered"),
        ("list --missing veileder", "list --missing counsellor"),
        ("list --sort -målgruppe", "list --sort -target_group"),
        ("list --columns kontor,deltaker", "list --columns office,participant"),
        ("state --by aldersgruppe", "state --by age-band"),
        ("budget --by år", "budget --by year"),
        (
            "map --row participants --as-of 2026-01..2026-06 --step kvartal -- state",
            "map --row participants --as-of 2026-01..2026-06 --step quarter -- state",
        ),
        (
            "series inntak --from 2026-01 --to 2026-06 --by kvartal",
            "series intakes --from 2026-01 --to 2026-06 --by quarter",
        ),
    ] {
        assert_eq!(folder.ok(&format!("--lang nb {bokmal}")).stdout, folder.ok(&format!("--lang nb {code}")).stdout);
        assert_eq!(folder.ok(bokmal).stdout, folder.ok(code).stdout, "the words do not depend on the language");
    }
    let late = folder.run("duties --status 'for sent' --lang nb");
    assert_eq!(late.code, 0, "{}", late.stderr);
    for (words, expected) in [
        (
            "duties --status sent",
            "«--status <STATUS>» [mulige verdier: «oppfylt», «for sent», «ikke utført», «for mange», «ikke registrert», «ikke \
             vurdert», «pågår», «etter at registreringen slutter»]",
        ),
        (
            "list --missing veiledre",
            "[mulige verdier: «plan», «veileder», «fødselsmåned», «tiltaksplass», «planlagt slutt»] — en lignende verdi finnes: «veileder»\n",
        ),
        (
            "list --sort farge",
            "— sorter etter saksnummer, deltaker, program, status, siden, kontor, målgruppe, veileder, tiltaksarrangør, planlagt slutt, siste føring\n",
        ),
        ("list --columns farge", "— kolonnene er deltaker, program, status, siden, kontor,"),
        (
            "void 5",
            "feil: --reason mangler — oppgi en kort tekst, eller en av skrivefeil (typing), feil dag (wrong_day),",
        ),
    ] {
        let refused = folder.run(&format!("{words} --lang nb"));
        assert!(refused.stderr.contains(expected), "{words}: {}", refused.stderr);
    }
}

/// A reason in bokmål, as tables show it or as people say it, is the code.
#[test]
fn a_reason_in_bokmal_is_a_code() {
    let folder = small();
    for (position, reason, code) in
        [(5, "skrivefeil", "typing"), (6, "Feil dag", "wrong_day"), (7, "dobbelt", "duplicate")]
    {
        let voided = folder.run(&format!("void {position} --reason '{reason}'"));
        assert_eq!(voided.code, 0, "{}", voided.stderr);
        let body = folder.ask("log --type entry.voided --reverse --limit 1")["entries"][0]["body"].clone();
        assert_eq!(body, serde_json::json!({ "reason": code }));
    }
}

/// Every table of a call is read, and what is wrong with any of them is said at once.
#[test]
fn wrong_cells_of_several_tables_are_reported_together() {
    let folder = small();
    folder.write("en.csv", "saksnummer;eier\nA-1;privat\n");
    folder.write("to.csv", "saksnummer;eier\nA-2;egen\n");
    let refused = folder.run("import en.csv to.csv --kind tiltak --lang nb");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("en.csv") && refused.stderr.contains("to.csv"), "{}", refused.stderr);
    let kinds = folder.run("import en.csv --lang nb");
    assert!(kinds.stderr.contains("typer: registrering, inntak, "), "{}", kinds.stderr);
}

/// A correction says whose entry it corrected, in words, and what was voided is one row of a table.
#[test]
fn corrections_say_whose_they_are() {
    let folder = small();
    folder.ok(&format!("register add A-17 --participant {PERSON}"));
    let last = folder.ask("log --case A-17 --reverse --limit 1")["entries"][0]["seq"].clone();
    folder.ok(&format!("void {last} --reason dobbelt"));
    let table = folder.ok("log --corrections --with-case --lang nb").stdout;
    assert_eq!(table.matches("registrert to ganger").count(), 1, "{table}");
    assert!(table.contains(" saksnummer ") && table.contains(" A-17 ") && !table.contains(" effective "), "{table}");
    let csv = folder.ok("log --corrections --format csv").stdout;
    let (header, rows) = csv.split_once('\n').unwrap();
    assert!(header.ends_with(",note,participant,moved_to,moved_as"), "{header}");
    assert!(rows.lines().count() > 1 && rows.lines().all(|row| row.contains(PERSON)), "{rows}");
    let own = folder.ok("conditions --case A-17").stdout;
    assert_eq!(folder.ok(&format!("conditions --case {PERSON}")).stdout, own);
    folder.ok("absence --by person --case A-17 --with-case");
}

#[test]
fn the_words_of_an_entry_type_are_shown_and_asked_for_in_bokmal() {
    let folder = small();
    let shown = folder.ok("types absence.recorded --lang nb").stdout;
    assert!(shown.contains("egenmelding | sykmelding"), "{shown}");
    assert!(folder.json("types absence.recorded --lang nb").to_string().contains("self_certified | medical"));
    let call = format!("record absence.recorded --participant {} --period 2026-03-02 --kind hjemme --lang nb", PERSON);
    let done = folder.run(&call);
    assert!(done.stderr.contains("er ikke en av «egenmelding», «sykmelding», "), "{}", done.stderr);
}
