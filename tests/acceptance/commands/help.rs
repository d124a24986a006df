//! Help: everything that a command's own comment says is in `--help` and in the manual, and its first sentence in the list.

use std::fs;
use std::path::Path;

use crate::support::Folder;
use crate::support::call::call;
use crate::support::folder::split;

/// A command and the paragraphs of the comment on its type.
struct Documented {
    command: String,
    paragraphs: Vec<String>,
}

/// The commands that `commands.rs` lists, with the comments on their types.
fn documented() -> Vec<Documented> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let list = fs::read_to_string(sources.join("commands.rs")).unwrap();
    let (_, list) = list.split_once("pub enum Command {\n").unwrap();
    let (list, _) = list.split_once("\n}\n").unwrap();
    let mut found = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| line.ends_with("),")) {
        let (_, of) = line.split_once('(').unwrap();
        let (module, name) = of.trim_end_matches([')', ',']).trim_start_matches("Box<").split_once("::").unwrap();
        let name = name.trim_end_matches('>');
        let code = fs::read_to_string(sources.join(format!("commands/{module}.rs"))).unwrap();
        let (before, _) = code.split_once(&format!("pub struct {name} {{")).unwrap();
        let mut comment: Vec<&str> = before.lines().rev().skip_while(|line| line.starts_with("#[")).collect();
        let end = comment.iter().position(|line| !line.starts_with("///")).unwrap();
        comment.truncate(end);
        let text =
            comment.iter().rev().map(|line| line.trim_start_matches("///").trim()).collect::<Vec<_>>().join("\n");
        let paragraphs = text.split("\n\n").map(|part| part.replace('\n', " ").trim_end_matches('.').to_owned());
        found.push(Documented { command: name.to_lowercase(), paragraphs: paragraphs.collect() });
    }
    found
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn help_and_manual_have_the_whole_comment_of_each_command() {
    let folder = Folder::bare();
    let listed = in_one_line(&folder.ok("--help").stdout);
    let commands = documented();
    assert!(commands.len() > 30, "{}", commands.len());
    assert!(commands.iter().filter(|command| command.paragraphs.len() > 1).count() > 8);
    for Documented { command, paragraphs } in &commands {
        let help = in_one_line(&folder.ok(&format!("{command} --help")).stdout);
        let manual =
            in_one_line(&folder.ok(&format!("man {command}")).stdout.replace("\\-", "-").replace("\\*(Aq", "'"));
        for paragraph in paragraphs {
            assert!(help.contains(paragraph), "{command} --help lacks: {paragraph}\n{help}");
            assert!(manual.contains(paragraph), "man {command} lacks: {paragraph}\n{manual}");
        }
        let shown = listed.contains(&format!(" {command} {}", paragraphs[0]));
        assert!(shown || command == "questions", "the list of commands lacks: {command} {}", paragraphs[0]);
    }
}

#[test]
fn what_only_the_long_help_says_is_there() {
    let folder = Folder::bare();
    for (command, said) in [
        ("move", "with the start of a placement its changes, end, absence and attendance"),
        ("restore", "if anything does not fit, no ledger is made"),
        ("log", "With --actor on the command line, only the entries that this actor recorded are listed"),
        ("compact", "both the old store and the new one are on the disk"),
    ] {
        assert!(in_one_line(&folder.ok(&format!("{command} --help")).stdout).contains(said), "{command}");
    }
}

/// Help asked for in bokmål has nothing of the parser's English, wherever the language is named.
#[test]
fn help_is_in_bokmal_where_it_is_asked_for() {
    let folder = Folder::bare();
    let from_option = folder.ok("list --help --lang nb").stdout;
    let from_environment = call(folder.path(), &split("list --help"), "", &[("HOVEDBOK_LANG", "nb")]);
    assert_eq!((from_environment.code, &from_environment.stdout), (0, &from_option));
    let listed = in_one_line(&from_option);
    for said in [
        "Bruk: hovedbok list [VALG] [PROGRAM] Argumenter: [PROGRAM] Bare dette programmet Valg: --programme <PROGRAM> Det samme som valg",
        "[mulige verdier: plan, veileder, fødselsmåned, tiltaksplass, \"planlagt slutt\"]",
        "Globale valg: --ledger <MAPPE> Hovedbokens mappe [miljøvariabel: HOVEDBOK_LEDGER] [standard: ./ledger]",
        "Mulige verdier: - table: Tabeller som passer til terminalen",
        "-h, --help Vis hjelpen (-h viser et sammendrag)",
    ] {
        assert!(listed.contains(said), "{said}: {from_option}");
    }
    let short = in_one_line(&folder.ok("list -h --lang nb").stdout);
    assert!(short.contains("[standard: table] [mulige verdier: table, json"), "{short}");
    assert!(short.contains("-h, --help Vis hjelpen (--help viser mer)"), "{short}");
    let key = folder.ok("--lang nb help key rotate").stdout;
    assert!(key.contains("\nBruk: hovedbok key rotate [VALG] --old <FIL>"), "{key}");
    let question = folder.ok("explain --known-at 1 --lang nb -- findings --help").stdout;
    assert!(question.starts_with("Vis funn: "), "{question}");
    let log = folder.ok("log -h --lang nb").stdout;
    assert!(log.contains("\nBruk: hovedbok log [VALG]\n      hovedbok log <KOMMANDO>\n\nKommandoer:\n"), "{log}");
    let english = folder.ok("list --help").stdout;
    assert!(english.contains("Usage: hovedbok list [OPTIONS] [PROGRAMME]\n\nArguments:\n"), "{english}");
    // A call without a command gets it too, as in English.
    for environment in [&[("HOVEDBOK_LANG", "nb")][..], &[("HOVEDBOK_LANG", "en")], &[]] {
        let bare = call(folder.path(), &[], "", environment);
        let heading = if environment.contains(&("HOVEDBOK_LANG", "nb")) { "\nKommandoer:\n" } else { "\nCommands:\n" };
        assert_eq!((bare.code, bare.stdout.as_str()), (2, ""), "{}", bare.stderr);
        assert!(bare.stderr.contains(heading), "{}", bare.stderr);
    }
}

#[test]
fn a_page_of_the_manual_is_in_the_language_of_messages() {
    let folder = Folder::empty();
    let english = folder.ok("man list").stdout;
    assert!(english.contains(".SH NAME") && english.contains("Only people"), "{english}");
    let bokmal = folder.ok("man list --lang nb").stdout;
    for text in [".SH NAVN", ".SH BRUK", ".SH BESKRIVELSE", ".SH VALG", "Bare personer"] {
        assert!(bokmal.contains(text), "{text}: {bokmal}");
    }
    for text in [".SH NAME", ".SH OPTIONS", "Only ", "Possible values", "[default"] {
        assert!(!bokmal.contains(text), "{text}: {bokmal}");
    }
}
