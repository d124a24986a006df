//! What a call is told that cannot be understood, or has something in the wrong place: in the language of messages, and with
//! the right next step.

use super::small;
use crate::support::Folder;

fn said(folder: &Folder, words: &str) -> String {
    let done = folder.run(words);
    assert_ne!(done.code, 0, "{words}: {}", done.stdout);
    done.stderr.trim_end().to_owned()
}

/// The first thing that a case worker types is the number of a case.
#[test]
fn a_case_number_in_the_wrong_place_is_not_repeated_and_the_right_place_is_named() {
    let folder = small();
    folder.ok("record participant.registered --case 2026-105 --office North --effective 2026-02-02");
    let person = "`state participant NUMMER` viser personen, `log --case NUMMER` føringene om personen";
    let as_programme = format!("feil: et saksnummer er oppgitt som program — {person}");
    for (words, expected) in [
        ("list 2026-105", as_programme.clone()),
        ("state 2026-105", as_programme),
        ("list --office 2026-105", format!("feil: et saksnummer er oppgitt som kontor — {person}")),
    ] {
        let said = said(&folder, &format!("{words} --lang nb"));
        assert!(!said.contains("2026-105"), "{words}: {said}");
        assert_eq!(said, expected, "{words}");
    }
    assert_eq!(
        said(&folder, "list 2026-105"),
        "error: a case number is given as the programme — `state participant NUMBER` shows the person, \
         `log --case NUMBER` the entries about the person"
    );
    let typed = said(&folder, "log 2026-105");
    assert!(typed.ends_with("— write --case before it: `log --case NUMBER`") && !typed.contains("2026"), "{typed}");
    let typed = said(&folder, "register find x 2026-105 --lang nb");
    let register = "feil: ukjent argument (et saksnummer) — `register find NUMMER` tar ett saksnummer eller én id";
    assert_eq!(typed, register);
    let typed = said(&folder, "state participant -- --case 2026-105");
    assert_eq!(
        typed,
        "error: unexpected argument (a case number) found — write --case before it: `state participant --case NUMBER`"
    );
}

/// Every question about one person takes the number in the same two ways.
#[test]
fn one_person_is_named_by_case_everywhere() {
    let folder = small();
    folder.ok("record participant.registered --case 2026-105 --office North --effective 2026-02-02");
    let id = folder.json("register find 2026-105")["participant"].as_str().unwrap().to_owned();
    for words in ["state participant", "trajectory"] {
        assert_eq!(folder.ask(&format!("{words} --case 2026-105"))["participant"], id.as_str(), "{words}");
        assert_eq!(folder.ask(&format!("{words} 2026-105"))["participant"], id.as_str(), "{words}");
        assert_eq!(folder.refused(2, &format!("{words} 2026-105 --case 2026-105"))["code"], "usage", "{words}");
        assert_eq!(folder.refused(2, words)["code"], "usage", "{words}");
    }
    for words in ["due", "absence", "conditions"] {
        folder.ok(&format!("{words} --case 2026-105"));
        assert_eq!(folder.refused(1, &format!("{words} --case 2026-106"))["code"], "unknown_case", "{words}");
    }
    let calendar = folder.ok("due --case 2026-105 --format ics --lang nb").stdout;
    assert!(calendar.contains("PRODID:-//hovedbok//due//NB") && calendar.contains("BEGIN:VTIMEZONE"), "{calendar}");
}

#[test]
fn what_is_missing_or_unknown_is_named_as_help_names_it() {
    let folder = small();
    for (words, expected) in [
        ("due --within", "feil: «--within <TID>» må ha en verdi, men ingen er oppgitt"),
        ("draw --n 2", "feil: disse argumentene mangler: --seed <FRØ>"),
        ("record --actor a", "feil: disse argumentene mangler: <TYPE> — `types` viser dem"),
        ("import nofile.csv --kind inntak", "feil: nofile.csv: filen eller mappen finnes ikke —"),
        ("duties --late", "feil: ukjent argument «--late» — «late» er en verdi av --status: skriv --status late"),
        ("replace 4 --andel 60", "feil: ukjent argument «--andel» — skriv --share"),
        ("list --offices Nord", "feil: ukjent argument «--offices» — et lignende argument finnes: «--office»"),
        ("log --after 5", "feil: ukjent argument «--after» — --help viser kommandoene"),
        ("list --suppress 0", "feil: ugyldig verdi «0» for «--suppress <ANTALL>»: skriv et helt tall, 1 eller mer"),
        ("compare -- state", "feil: disse argumentene mangler: --a <VALG> --b <VALG> — for eksempel: compare --a"),
        (
            "series exits --by age-band",
            "feil: ugyldig verdi «age-band» for «--by <ETTER>» [mulige verdier: «måned», «kvartal», «år»] — \
             «aldersgruppe» er en verdi av --by-group: skriv --by-group aldersgruppe",
        ),
        (
            "due --within 6x",
            "feil: ugyldig verdi «6x» for «--within <TID>»: skriv dager, uker eller måneder, som 30d, 6u eller 2m",
        ),
        (
            "attendance --by x",
            "feil: ugyldig verdi «x» for «--by <ETTER>» [mulige verdier: «tiltaksarrangør og måned», «",
        ),
    ] {
        let said = said(&folder, &format!("{words} --lang nb"));
        assert!(said.starts_with(expected), "{words}: {said}");
        assert!(!said.contains("\\n") && !said.contains("tip:"), "{said}");
    }
    for within in ["6u", "6w", "2m", "30d", "30", "6U"] {
        folder.ok(&format!("due --within {within}"));
    }
}

/// Files say on standard error what was written, and those with case numbers are for their owner alone.
#[test]
fn what_is_written_to_a_file_is_said_and_case_numbers_are_private() {
    let folder = small();
    folder.ok("record participant.registered --case 2026-105 --office North --effective 2026-02-02");
    let done = folder.run("list --with-case --status registered --format xlsx --out team.xlsx");
    assert!(done.code == 0 && done.stderr.contains("2 rows written to team.xlsx"), "{}", done.stderr);
    assert!(folder.run("list --format xlsx --out other.xlsx --quiet").stderr.is_empty());
    let done = folder.run("statement --out page.txt --lang nb");
    assert!(done.stderr.contains("skrevet: page.txt"), "{}", done.stderr);
    let done = folder.run("import --template intake --out empty.csv");
    assert_eq!(done.stderr.trim_end(), "written: empty.csv");
    let done = folder.run("statement --out page.xlsx");
    assert!(done.code == 0 && done.stderr.contains("rows written to page.xlsx"), "{}", done.stderr);
    assert_eq!(folder.refused(2, "statement --out page.pdf")["code"], "call");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| folder.path().join(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("team.xlsx"), 0o600);
        assert_ne!(mode("other.xlsx"), 0o600);
    }
}
