//! What an error means to whoever called: the exit code, and what to do next. Rooms below give a code and its fact; only
//! here does an error name an option or a page.

pub mod rules;

use hovedbok_core::errors::{ErrorCode, Kind};

/// The exit code of a command that ends with an error.
pub fn exit_code(code: ErrorCode) -> u8 {
    match code.kind() {
        Kind::Refused => 1,
        Kind::Call => 2,
        Kind::Ledger => 3,
    }
}

/// What to do next, in English; [`sentences`](crate::sentences) has the bokmål. `fact` is what the advice names.
pub fn hint(code: ErrorCode, fact: Option<&str>) -> String {
    let fact = fact.unwrap_or_default();
    let fixed = match code {
        ErrorCode::Rule(rule) => rules::hint(rule),
        ErrorCode::HeadersOfKind => return format!("nothing was recorded; these are the columns of --kind {fact}"),
        ErrorCode::TargetReplaced => return format!("correct what counts now: `replace {fact} …`, or `void {fact} …`"),
        ErrorCode::TargetVoided => {
            return format!("`void {fact} --reason …` makes it count again; then correct it");
        }
        ErrorCode::WrongStream => return format!("name the stream by its parts; it begins with {fact}"),
        ErrorCode::Fields => return format!("`types {fact}` shows the fields"),
        ErrorCode::KeyThere => {
            return format!("name a new file; `key show {fact}` prints the verifier key of the one that is there");
        }
        ErrorCode::KeyOpen => return format!("run chmod 600 on {fact}; if others may have read it, run `key rotate`"),
        ErrorCode::Nothing => where_listed(fact),
        ErrorCode::NoFigure => "`figures` lists them: the column entry has their positions",
        ErrorCode::NoRow => {
            "name it as the CSV and JSON of `compare` and `explain` do, such as participants or groups[North].ever"
        }
        ErrorCode::NotSplit => "leave out --by-group, or name one of those",
        ErrorCode::NotCumulative => "leave out --cumulative",
        ErrorCode::NotSuppressed => {
            "leave out --suppress; state, placements, outcomes, attendance, absence, flows, cohorts and series take it"
        }
        ErrorCode::NotSuppressedBy => "leave out --suppress, or choose something else with --by",
        ErrorCode::NotYet => "ask for that position or a later one with --known-at",
        ErrorCode::NotInLog => where_logged(fact),
        ErrorCode::WholeTable => for_whole_table(fact),

        ErrorCode::Call | ErrorCode::Usage => "--help lists the commands; COMMAND --help lists its options",
        ErrorCode::Check => "do not rely on it; ask the sender for it again",
        ErrorCode::Output => "check the disk or the pipe; what a command recorded stays recorded",
        ErrorCode::File => "check the path and its permissions",
        ErrorCode::NotAFolder => "a file has that name: name a folder that is empty or does not exist",
        ErrorCode::DiskFull => {
            "make room on the disk, or raise the limit on file sizes, then repeat the command: nothing is half-written"
        }
        ErrorCode::Randomness => "check /dev/urandom",

        ErrorCode::NotEmpty | ErrorCode::Init => "--ledger DIR names the folder",
        ErrorCode::Origin => "name another one with --origin, or leave it out",
        ErrorCode::NotALedger => "`init` creates one; --ledger DIR names another",
        ErrorCode::Locked => "wait until the other process is done, then try again",
        ErrorCode::ClockBefore1970 => "set the clock; no ledger is opened until then",
        ErrorCode::ClockBeforeBuild
        | ErrorCode::ClockAfterBuild
        | ErrorCode::ClockAhead
        | ErrorCode::ClockBehind
        | ErrorCode::LineAhead
        | ErrorCode::ArchiveAhead => "set the clock; when it is right, confirm with --clock-ok",
        ErrorCode::CannotOpen
        | ErrorCode::TimeOutOfRange
        | ErrorCode::Malformed
        | ErrorCode::Append
        | ErrorCode::Read
        | ErrorCode::Store
        | ErrorCode::Undecodable => "operating.md, *When something is wrong*",
        ErrorCode::Conflict | ErrorCode::Busy => "somebody else recorded something meanwhile: repeat the command",
        ErrorCode::IdTaken => "give every entry its own id, or none",
        ErrorCode::TooLarge => "shorten the texts, or record several entries",
        ErrorCode::RecordedBackwards => {
            "record entries in the order they were known; --recorded is the last entry's day or a later one"
        }

        ErrorCode::NoPosition => "write a position (12, #12, @12) or a UUID; `log` lists the entries",
        ErrorCode::ManyIds => "write more of the id",
        ErrorCode::NoSuchEntry | ErrorCode::BeyondTheLog => "`log` lists the entries",
        ErrorCode::NoRebuild => "`rebuild start` begins one; `rebuild status` shows what there is",
        ErrorCode::RebuildStarted => "`rebuild resume` goes on with it, `rebuild cancel` gives it up",
        ErrorCode::RebuildHydrating => "`rebuild resume` goes on with it",
        ErrorCode::RebuildFailing => {
            "`rebuild status` lists what is wrong; then `rebuild resume`, or `rebuild cancel` and start again; operating.md, *Rebuilding*"
        }
        ErrorCode::RebuildLagging => "`rebuild resume` brings it to the end of the log; --max-lag allows more",
        ErrorCode::RebuildMemory => "allow that much with --memory, or leave the option out",
        ErrorCode::NoOlderViews => {
            "the views are only kept when a rebuild takes their place; `rebuild` writes them again"
        }
        ErrorCode::NotPinned => "`rebuild status` shows which views are read",
        ErrorCode::AmountTooLarge => "narrow the question to fewer funds",

        ErrorCode::NoRule => "",
        ErrorCode::UnknownType => "`types` lists them",
        ErrorCode::CorrectionCommand => "`replace POSITION`, `void POSITION` or `move POSITION --to PARTICIPANT`",
        ErrorCode::NoEffective => "give the day or period: --effective YYYY-MM-DD",
        ErrorCode::PeriodDisagrees => "give the period (--period) and leave out --effective: the period gives the day",
        ErrorCode::PersonalData => "remove it from the text: entries may not contain personal data (H11)",
        ErrorCode::NamesCase => {
            "remove it from the text: entries never identify a person by case number (H11); to mention another \
             person, write the participant's UUID"
        }
        ErrorCode::NoEnrolment => "record the application or intake first",
        ErrorCode::ManyEnrolments => "name one: --enrolment UUID",
        ErrorCode::NoPlacement => "record the start of the measure first",
        ErrorCode::NoPlacementThen => {
            "check the day; record the start of the measure first if it is missing, or name one: --placement UUID"
        }
        ErrorCode::ManyPlacements => "name one: --placement UUID; record days in two placements as two entries",
        ErrorCode::MilestoneLabel => {
            "write SECTION/NUMBER as `milestones PLAN` shows them; --format json shows each milestone's UUID"
        }
        ErrorCode::SameContent => "if it did happen twice, record it with --again",
        ErrorCode::IdConflict => "give the new entry another id, or none",
        ErrorCode::Target => "`log show` shows what happened to it later",
        ErrorCode::NothingChanges => "name the fields to change",
        ErrorCode::TooLong => "shorten that text, or record several entries",
        ErrorCode::NoActor => "--actor ID, or HOVEDBOK_ACTOR in the environment",
        ErrorCode::NotRandom => "leave it out: a person gets one when registered",
        ErrorCode::Actor => "an actor is an id or a role, never a name",
        ErrorCode::UnknownCase => {
            "check the number; a new person is registered with `record participant.registered --case NUMBER`"
        }
        ErrorCode::UnknownCaseInTable => {
            "nothing was recorded; check the number; new persons are registered first: `import FILE --kind registration`, or one with `record participant.registered --case NUMBER`"
        }
        ErrorCode::LikeCase => {
            "write the case number as it is there (`register find ID` shows the participant's); if they are two cases, add them first: `register add NUMBER`"
        }
        ErrorCode::NoRegister => "name the register: --register FILE",
        ErrorCode::SamePerson => "name another participant",
        ErrorCode::NotAPersons => "void it and record it again where it belongs",
        ErrorCode::HalfAMerging => {
            "record participant.merged for the participant who was merged, with --into the one who is kept"
        }
        ErrorCode::RepeatsAMerging => "correct participant.merged of the participant who was merged",
        ErrorCode::NothingSelected => {
            "`log --type TYPE` lists entries; `log show POSITION` shows whether one is in force"
        }
        ErrorCode::MigrationOver => "record it as an ordinary entry",
        ErrorCode::OpenedTwice => "leave it out: nothing needs to be done",
        ErrorCode::KeyFinal => "change the key again: `key rotate`",
        ErrorCode::KeyRotation => "`key rotate --old FILE --new FILE` makes the key and records the change",

        ErrorCode::Rows | ErrorCode::AmbiguousRows => {
            "nothing was recorded; correct the rows and import the file again"
        }
        ErrorCode::RowTwice => {
            "nothing was recorded; remove one of them, or import with --again if it did happen twice"
        }
        ErrorCode::RowUnclear => {
            "nothing was recorded; name the placement or enrolment in a separate column, or correct the entry with `replace` or void it, then import the file again"
        }
        ErrorCode::RowLater => {
            "nothing was recorded; if the row is about what came next, first record the end of what came before, or record this row with `record`; if it corrects the entry, correct the entry with `replace`; then import the file again"
        }
        ErrorCode::RowOtherType => {
            "nothing was recorded; if the row replaces the entry, void the entry and import the file again; if both are true, import with --again"
        }
        ErrorCode::RowRegistered => {
            "nothing was recorded; record what changed as participant.details_changed, correct the registration with `replace`, or, if this is another person, give a different case number"
        }
        ErrorCode::CellPersonalData | ErrorCode::Cells => "nothing was recorded; correct it and import the file again",
        ErrorCode::Headers => {
            "nothing was recorded; `import --template KIND` gives the columns; for a sheet with its own headers, `import \
             --map-template KIND` gives a map to fill in"
        }
        ErrorCode::Sheets => {
            "nothing was recorded; `import --template all --out FILE.xlsx` makes a workbook with a sheet for each kind"
        }
        ErrorCode::SeveralSheets => {
            "nothing was recorded; --sheet NAME reads one of them, --kind all every sheet named after a kind of table"
        }
        ErrorCode::TableKind => "name one of them with --kind",
        ErrorCode::Line => "nothing was recorded; correct the line, or export again",
        ErrorCode::LineOrder => "restore a whole export, from its first line",
        ErrorCode::LineUnknownType => "use the newer program that wrote it",
        ErrorCode::NoTarget => "first import the entry that it corrects",
        ErrorCode::SeveralFunds => "nothing was recorded; add the columns chapter and item, or source",
        ErrorCode::PlanTwice => "nothing was recorded; import one after the other",

        ErrorCode::Register | ErrorCode::RegisterCopy => "operating.md explains where the register and its key are",
        ErrorCode::RegisterThere => {
            "--register FILE names another place; operating.md explains where the register and its key are"
        }

        ErrorCode::LogDamaged => {
            "keep a copy of the ledger's folder, then run `verify`: it says what is wrong, or that all is well again; `restore` makes a ledger from an archive"
        }

        ErrorCode::ArchiveInside => "name a folder elsewhere, best on another disk",
        ErrorCode::InsideArchive => "name a folder elsewhere: --ledger DIR",
        ErrorCode::ArchiveHeld => "wait until it ends, then repeat the command",
        ErrorCode::ArchiveForeign => "name an empty folder, a new folder, or this ledger's archive",
        ErrorCode::NotAnArchive => "name the folder that `archive` wrote, or run `archive` with a new folder",
        ErrorCode::NotNoted => "`status` lists the archives that are noted; write the name as shown",
        ErrorCode::ArchiveOfAnother => "name this ledger's archive, or a new folder",
        ErrorCode::ArchiveLonger => "keep both as they are; `restore` makes a ledger from the archive",
        ErrorCode::ArchiveHistory => {
            "keep both as they are and compare them with the checkpoints that others have; operating.md, *When something is wrong*"
        }
        ErrorCode::ArchiveDamaged | ErrorCode::ArchiveSignature => {
            "keep this copy as it is and use another one; if you have the ledger, run `archive` with a new folder"
        }
        ErrorCode::ArchiveChanged => {
            "nothing in it was written; keep it as it is, find out who changed it or what damaged it, and run `archive` with a new folder"
        }
        ErrorCode::ArchiveSignatureGone => {
            "nothing in it was written; find out who removed it, and check the files with `hovedbok-check archive DIR`; if it was removed on purpose, run `archive DIR --forget` first"
        }
        ErrorCode::ArchiveUnsigned => {
            "leave out --vkey to check only that the files fit together, or first run `archive --key FILE`"
        }
        ErrorCode::RestoreNotEmpty => "name one that is empty or does not exist: --ledger DIR",
        ErrorCode::DrillFailed => {
            "keep the ledger and the archive as they are; run `verify`, then `archive` with a \
                                   new folder"
        }
        ErrorCode::ArchiveUnreadable => "check the path, its permissions and the disk",
        ErrorCode::ArchiveUnwritable => "check the path and its permissions, then repeat the command",

        ErrorCode::OverKey => "name another file",
        ErrorCode::KeyGiven => {
            "name the file; anyone who can list processes may have seen the key, so change it: \
                                `key rotate`"
        }
        ErrorCode::KeyInside => {
            "name a file outside it; move an existing key out, and run `key rotate` if others have had the folder"
        }
        ErrorCode::KeyFile => "`key new --out FILE` makes one; operating.md, *Keys*",
        ErrorCode::KeyName => "`init --origin` gives a ledger a name that keys can have",
        ErrorCode::KeyOfAnother => "name this ledger's key: --key FILE; for `key rotate`, --old FILE",
        ErrorCode::KeyReplaced => "sign with the newest key; `key list` shows them",
        ErrorCode::KeyNotInUse => {
            "name the key that is in use: --old FILE; if it is this one, first run `archive` with it, or `archive DIR \
             --forget`"
        }
        ErrorCode::NoKey => "--vkey KEY: get the key from the ledger's owner, not together with the file",
        ErrorCode::AnotherLedger => "check that you named the right ledger and the right file",
        ErrorCode::AnotherKey | ErrorCode::SignedAnswerKey => {
            "if the ledger changed its key, also give the key that was in use then, with another --vkey; `key list` \
             shows the changes; if it did not, do not rely on it"
        }
        ErrorCode::Signature => "check the key; auditing.md, *Checkpoints*",
        ErrorCode::Shorter | ErrorCode::AnswerBeyond => {
            "look for the newest copy; keep this one as it is; operating.md, *When something is wrong*"
        }
        ErrorCode::HistoryChanged => "keep the folder and the checkpoint as they are; compare with the last archive",
        ErrorCode::KeyRetired => {
            "do not rely on it: anyone who has the old key may have made it; ask for one signed with the newest key"
        }
        ErrorCode::WitnessOwnKey => "name the verifier key of another party; auditing.md, *Witnesses*",
        ErrorCode::WitnessRoot => {
            "compare the ledger with each of the two: `verify --checkpoint FILE`; auditing.md, *Witnesses*"
        }
        ErrorCode::Witness => "ask the witness again; auditing.md, *Witnesses*",
        ErrorCode::CheckpointTooSmall => "give a later checkpoint, or sign one: --key FILE",
        ErrorCode::CheckpointOrder => "give the older one with --consistency",
        ErrorCode::Tree | ErrorCode::Json => "`verify` shows more",
        ErrorCode::Question => "sign that answer instead: `statement --sign FILE`",
        ErrorCode::SignedAnswer => "do not rely on it; auditing.md, *Signed answers*",
        ErrorCode::UnknownQuestion => "check it with the program that made it",
        ErrorCode::OtherSchema => {
            "check the answer with the program that made it; docs/answers.md lists changes between versions"
        }
        ErrorCode::AnswerDiffers => {
            "if program and rules are the same, do not rely on it; if not, check it with the other program"
        }
    };
    fixed.to_owned()
}

/// Where the names of a kind are listed.
fn where_listed(what: &str) -> &'static str {
    match what {
        "plan" => "`milestones` lists the plans",
        "participant" => "`log --stream participant` lists their entries",
        "office" => "`state --by office` lists the offices",
        "counsellor" => "`state --by counsellor` lists the counsellors",
        "target group" => "`state --by target-group` lists the target groups",
        "provider" => "`placements` lists the providers",
        "source" => "`budget` lists the funds with their sources",
        "chapter" | "item" => "`budget` lists the funds with chapter and item",
        "office, project, body or role" => "`duties --all` lists who has each duty",
        "cohort" => "`cohorts` lists the cohorts of each programme",
        _ => "`programmes` lists what the ledger knows",
    }
}

/// Where the names that entries are narrowed to are shown.
fn where_logged(what: &str) -> &'static str {
    if what == "actor" { "`log` shows who recorded each entry" } else { "`log` shows the stream of each entry" }
}

/// Which option gives what the rows of a table lack.
fn for_whole_table(column: &str) -> &'static str {
    match column {
        "plan" => "nothing was recorded; correct it and import the file again; --plan NAME names the plan of all rows",
        "published" => {
            "nothing was recorded; correct it and import the file again; --effective DATE gives the day of all rows"
        }
        "month" => {
            "nothing was recorded; correct it and import the file again; --month 2016-05 gives the month of all rows"
        }
        _ => {
            "nothing was recorded; correct it and import the file again; --programme NAME names the programme of all rows"
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hovedbok_core::rules::Rule;

    use super::*;
    use crate::{Lang, sentences};

    /// What advice can name.
    const FACTS: [&str; 17] = [
        "plan",
        "participant",
        "office",
        "provider",
        "source",
        "chapter",
        "cohort",
        "office, project, body or role",
        "programme",
        "actor",
        "stream",
        "published",
        "month",
        "benefit.paid",
        "risk/",
        "/keys/office.key",
        "",
    ];

    #[test]
    fn every_code_says_what_to_do_next_in_both_languages() {
        for code in ErrorCode::all().filter(|code| *code != ErrorCode::NoRule) {
            for fact in FACTS {
                let english = hint(code, Some(fact));
                let same = sentences::all().any(|(listed, bokmal)| listed == english && bokmal == english);
                assert!(!english.is_empty(), "{code:?}");
                assert!(same || sentences::say(Lang::Nb, &english) != english, "{code:?} has no bokmål");
            }
        }
    }

    #[test]
    fn the_advice_names_the_fact() {
        let named = |code, fact| hint(code, Some(fact)).contains(fact);
        assert!(named(ErrorCode::WrongStream, "risk/") && named(ErrorCode::Fields, "benefit.paid"));
        assert!(named(ErrorCode::KeyThere, "office.key") && named(ErrorCode::KeyOpen, "office.key"));
        for option in ["programme", "plan", "month"] {
            assert!(hint(ErrorCode::WholeTable, Some(option)).contains(&format!("--{option} ")), "{option}");
        }
        assert!(hint(ErrorCode::WholeTable, Some("published")).contains("--effective "));
        let listed: BTreeSet<String> = FACTS.iter().map(|what| hint(ErrorCode::Nothing, Some(what))).collect();
        assert_eq!(listed.len(), 9);
    }

    #[test]
    fn the_exit_code_says_who_must_act() {
        for (code, exit) in [
            (ErrorCode::Rule(Rule::BenefitTwice), 1),
            (ErrorCode::Busy, 1),
            (ErrorCode::Malformed, 2),
            (ErrorCode::Append, 3),
            (ErrorCode::BeyondTheLog, 2),
            (ErrorCode::AnswerBeyond, 1),
            (ErrorCode::Register, 2),
            (ErrorCode::RegisterCopy, 1),
        ] {
            assert_eq!(exit_code(code), exit, "{code:?}");
        }
    }

    #[test]
    fn every_rule_has_advice_of_its_own() {
        let hints: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rules::hint(*rule)).collect();
        assert!(hints.iter().all(|hint| !hint.is_empty()));
        assert_eq!(hints.len(), Rule::ALL.len());
    }
}
