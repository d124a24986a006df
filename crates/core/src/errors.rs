//! The codes of errors, in one list: what programs call each error, and who must act on it.
//!
//! A room gives an error's code and, where what to do next names something, that fact. It does not say what to do: how that
//! is called depends on who asked, and `present` knows.

use crate::rules::Rule;

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The ledger said no: a rule, a target, a failed check.
    Refused,
    /// The call or its input is wrong.
    Call,
    /// The ledger is damaged or cannot be opened.
    Ledger,
}

/// Defines the codes: what each means, its name for programs, who must act.
macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal, $kind:ident;)+) => {
        /// What is wrong, as far as what to do about it differs. Several have one name if a program has no use for the
        /// difference.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ErrorCode {
            /// An entry would break a rule. It has the rule's name.
            Rule(Rule),
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorCode {
            /// Every code but those of the rules, in the order of the definition.
            pub const OTHERS: &[ErrorCode] = &[$(ErrorCode::$variant),+];

            /// The name of the error for programs. It never changes.
            pub fn word(self) -> &'static str {
                match self {
                    ErrorCode::Rule(rule) => rule.word(),
                    $(ErrorCode::$variant => $word,)+
                }
            }

            /// Who must act.
            pub fn kind(self) -> Kind {
                match self {
                    ErrorCode::Rule(_) => Kind::Refused,
                    $(ErrorCode::$variant => Kind::$kind,)+
                }
            }
        }
    };
}

error_codes! {
    // What a call, a file or the system did.
    /// The call is wrong in a way that its command reports.
    Call = "call", Call;
    /// The call cannot be understood.
    Usage = "usage", Call;
    /// A check that was asked for failed.
    Check = "check", Refused;
    /// The answer cannot be written.
    Output = "output", Ledger;
    /// A file cannot be read or written.
    File = "file", Call;
    /// A file is where a folder was named.
    NotAFolder = "not_a_folder", Call;
    /// The disk is full, or the file may not grow.
    DiskFull = "disk_full", Ledger;
    /// The operating system gives no random bytes.
    Randomness = "randomness", Ledger;

    // A ledger that is not made or not opened.
    /// The folder for a new ledger is not empty.
    NotEmpty = "not_empty", Refused;
    /// The origin of a new ledger is not a name.
    Origin = "origin", Call;
    /// A new ledger cannot be written.
    Init = "init", Ledger;
    /// The folder is not a ledger.
    NotALedger = "not_a_ledger", Ledger;
    /// Another process has the ledger open.
    Locked = "locked", Ledger;
    /// The ledger is damaged and cannot be opened.
    CannotOpen = "cannot_open", Ledger;
    /// The clock is before the time that computers count from.
    ClockBefore1970 = "clock_before_1970", Ledger;
    /// The clock is before the day on which the program was built.
    ClockBeforeBuild = "clock_before_build", Ledger;
    /// The clock is long after the day on which the program was built.
    ClockAfterBuild = "clock_after_build", Ledger;
    /// The clock is far ahead of the last entry.
    ClockAhead = "clock_ahead", Ledger;
    /// The clock is behind the last entry.
    ClockBehind = "clock_behind", Ledger;

    // A log that does not take entries, or cannot be read.
    /// Somebody else recorded in the same stream in the meantime.
    Conflict = "conflict", Refused;
    /// Somebody else is recording.
    Busy = "append", Refused;
    /// An entry's id belongs to another entry.
    IdTaken = "append", Refused;
    /// An entry is larger than the log accepts.
    TooLarge = "too_large", Refused;
    /// Migrated entries are not in the order in which they were known.
    RecordedBackwards = "append", Refused;
    /// A time is outside the range that the log can store.
    TimeOutOfRange = "append", Refused;
    /// The bytes are not those of an entry.
    Malformed = "append", Call;
    /// Writing failed, now or earlier.
    Append = "append", Ledger;
    /// The log cannot be read.
    Read = "read", Ledger;
    /// The disk refused to read or write.
    Store = "store", Ledger;
    /// An entry's bytes cannot be read.
    Undecodable = "undecodable", Ledger;

    // A question, or an entry that is named.
    /// A text is neither a position nor an id.
    NoPosition = "no_position", Call;
    /// Several ids begin with a short id.
    ManyIds = "many_ids", Refused;
    /// No entry has the position or id.
    NoSuchEntry = "no_such_entry", Refused;
    /// A question is asked about a position beyond the log.
    BeyondTheLog = "beyond_the_log", Call;
    /// Nothing in force has the name; the fact is what it would name.
    Nothing = "nothing", Refused;
    /// The position is not that of a published figure.
    NoFigure = "no_figure", Refused;
    /// The answer has no row of that name.
    NoRow = "no_row", Refused;
    /// The series cannot be split in that way.
    NotSplit = "call", Call;
    /// The series does not add up over a year.
    NotCumulative = "call", Call;
    /// Small counts in the answer cannot be suppressed.
    NotSuppressed = "call", Call;
    /// Small counts in the answer can be suppressed, but not as it is asked for.
    NotSuppressedBy = "call", Call;
    /// The name was recorded later only; the fact is what it names.
    NotYet = "nothing", Refused;
    /// No entry of the log has the name; the fact is what it would name.
    NotInLog = "nothing", Refused;
    /// A sum is larger than the program's numbers.
    AmountTooLarge = "amount_too_large", Refused;

    // A rebuild beside the views that are read.
    /// There is none.
    NoRebuild = "no_rebuild", Refused;
    /// There is one already.
    RebuildStarted = "rebuild_started", Refused;
    /// It has not come to its end.
    RebuildHydrating = "rebuild_hydrating", Refused;
    /// It cannot be finished.
    RebuildFailing = "rebuild_failing", Refused;
    /// Too much was recorded since it was built.
    RebuildLagging = "rebuild_lagging", Refused;
    /// It needs more memory than it may use.
    RebuildMemory = "rebuild_memory", Refused;
    /// There are no older views to go back to.
    NoOlderViews = "no_older_views", Refused;
    /// Nobody went back to older views.
    NotPinned = "not_pinned", Refused;

    // What cannot be recorded.
    /// The rules refuse an entry and name no rule.
    NoRule = "rule", Refused;
    /// The entry type does not exist.
    UnknownType = "unknown_type", Call;
    /// Corrections are recorded by commands of their own.
    CorrectionCommand = "correction_command", Call;
    /// The stream does not fit the type; the fact is what its name must begin with.
    WrongStream = "wrong_stream", Call;
    /// A field is missing, unknown or cannot be read; the fact is the type.
    Fields = "fields", Call;
    /// No effective day or period was given.
    NoEffective = "no_effective", Call;
    /// The effective day is not the first day of the period.
    PeriodDisagrees = "period_disagrees", Call;
    /// A text contains personal data (H11).
    PersonalData = "personal_data", Refused;
    /// A text contains a case number of the register.
    NamesCase = "names_case", Refused;
    /// The person has no enrolment that the entry could belong to.
    NoEnrolment = "no_enrolment", Refused;
    /// The entry could belong to several enrolments.
    ManyEnrolments = "many_enrolments", Refused;
    /// The person has no placement at all.
    NoPlacement = "no_placement", Refused;
    /// The person has placements, but none is open then.
    NoPlacementThen = "no_placement", Refused;
    /// The entry could belong to several placements.
    ManyPlacements = "many_placements", Refused;
    /// No milestone has the label, or several have it.
    MilestoneLabel = "milestone_label", Refused;
    /// The same content is already recorded.
    SameContent = "same_content", Refused;
    /// The id belongs to an entry with different content.
    IdConflict = "id_conflict", Refused;
    /// The entry cannot be corrected.
    Target = "target", Refused;
    /// Another entry counts in the place of the one to correct; the fact is its position.
    TargetReplaced = "target", Refused;
    /// The entry to correct was voided; the fact is the position of the voiding.
    TargetVoided = "target", Refused;
    /// The correction changes nothing.
    NothingChanges = "nothing_changes", Refused;
    /// A text makes the entry longer than an entry may be.
    TooLong = "too_large", Refused;
    /// No actor was given.
    NoActor = "no_actor", Call;
    /// The actor is not an id.
    Actor = "actor", Call;
    /// A participant's id is not random.
    NotRandom = "actor", Call;
    /// The case number is not in the register.
    UnknownCase = "unknown_case", Refused;
    /// The case number is not in the register; it is in a table.
    UnknownCaseInTable = "unknown_case", Refused;
    /// The case number may be another spelling of one that is known.
    LikeCase = "like_case", Refused;
    /// A case number cannot be looked up without a register.
    NoRegister = "no_register", Call;
    /// The entry already belongs to the participant.
    SamePerson = "same_person", Refused;
    /// Only a participant's entry can be moved.
    NotAPersons = "not_a_persons", Refused;
    /// One half of a merging is never recorded alone.
    HalfAMerging = "half_a_merging", Refused;
    /// The half of a merging is corrected with the other half.
    RepeatsAMerging = "repeats_a_merging", Refused;
    /// No entry in force matches the selection.
    NothingSelected = "nothing_selected", Refused;
    /// Migration is over.
    MigrationOver = "migration_over", Refused;
    /// A ledger is opened only once.
    OpenedTwice = "opened_twice", Refused;
    /// The change of key is not one that this program makes.
    KeyRotation = "key_rotation", Refused;
    /// A change of key is never corrected.
    KeyFinal = "key_rotation", Refused;

    /// The log was found damaged; an answer was given from the views.
    LogDamaged = "log_damaged", Ledger;

    // A file that cannot be imported.
    /// Rows need a decision.
    Rows = "rows_refused", Refused;
    /// A row is in the file twice, or is already recorded.
    RowTwice = "rows_refused", Refused;
    /// A row could correct several entries.
    RowUnclear = "rows_refused", Refused;
    /// A row begins later than the entry that it could correct.
    RowLater = "rows_refused", Refused;
    /// An entry of another type already records what a row says.
    RowOtherType = "rows_refused", Refused;
    /// A row registers a person again, with other facts.
    RowRegistered = "rows_refused", Refused;
    /// A cell contains personal data (H11).
    CellPersonalData = "personal_data", Refused;
    /// Cells, or the file around them, cannot be used.
    Cells = "input", Call;
    /// Rows lack what can be given for the whole table; the fact is what they lack.
    WholeTable = "input", Call;
    /// The headers do not fit, or there is nothing below them.
    Headers = "input", Call;
    /// The headers are those of another kind of table; the fact is that kind.
    HeadersOfKind = "input", Call;
    /// The sheets of a workbook of all kinds cannot be used.
    Sheets = "input", Call;
    /// Several sheets of a workbook have rows, and none was chosen.
    SeveralSheets = "input", Call;
    /// The kind of table does not exist.
    TableKind = "input", Call;
    /// A line is not an entry.
    Line = "input", Call;
    /// A line's entry was recorded far in the future.
    LineAhead = "input", Call;
    /// A line's entry does not follow the one before.
    LineOrder = "input", Call;
    /// This program does not know the type of a line's entry.
    LineUnknownType = "input", Call;
    /// A line corrects an entry that is not there.
    NoTarget = "input", Call;
    /// A grant could come from several funds.
    SeveralFunds = "input", Call;
    /// Rows of a plan could be several milestones.
    AmbiguousRows = "input", Call;
    /// Two files have the same plan.
    PlanTwice = "input", Call;

    // The register of case numbers.
    /// The register, its key or its copy was named wrongly, or cannot be used.
    Register = "register", Call;
    /// A copy of the register is refused for what it has or where it is.
    RegisterCopy = "register", Refused;
    /// Another register is where the copy would be restored.
    RegisterThere = "register", Refused;

    // An archive.
    /// The archive would be in the ledger's folder.
    ArchiveInside = "archive_inside", Refused;
    /// The ledger would be in the archive.
    InsideArchive = "inside_archive", Refused;
    /// Another run writes to the archive.
    ArchiveHeld = "archive_held", Refused;
    /// The folder for an archive contains something else.
    ArchiveForeign = "not_empty", Refused;
    /// The folder is not an archive.
    NotAnArchive = "not_an_archive", Call;
    /// The ledger has no note of the archive.
    NotNoted = "not_noted", Call;
    /// The archive is another ledger's.
    ArchiveOfAnother = "another_ledger", Refused;
    /// The archive has more entries than the ledger.
    ArchiveLonger = "shorter", Refused;
    /// Archive and ledger have different histories.
    ArchiveHistory = "history_changed", Refused;
    /// The archive's files or entries do not fit together.
    ArchiveDamaged = "archive_damaged", Refused;
    /// The archive's files are not what the ledger has.
    ArchiveChanged = "archive_damaged", Refused;
    /// The archive was signed, and its checkpoint is gone.
    ArchiveSignatureGone = "signature", Refused;
    /// An archived entry was recorded far in the future.
    ArchiveAhead = "archive_damaged", Refused;
    /// The archive's checkpoint is not valid, or not of these entries.
    ArchiveSignature = "signature", Refused;
    /// A key was given, but the archive has nothing signed.
    ArchiveUnsigned = "signature", Refused;
    /// The folder for a restored ledger is not empty.
    RestoreNotEmpty = "not_empty", Refused;
    /// What a drill restored is not what was archived.
    DrillFailed = "drill_failed", Refused;
    /// A file of the archive cannot be read.
    ArchiveUnreadable = "archive_unreadable", Call;
    /// A file of the archive cannot be written.
    ArchiveUnwritable = "archive_unwritable", Call;

    // Keys, checkpoints, proofs and signed answers.
    /// A private key would be overwritten.
    OverKey = "over_key", Call;
    /// A private key was given instead of the name of its file.
    KeyGiven = "key_given", Call;
    /// The file for a new key exists; the fact is the file.
    KeyThere = "key_there", Call;
    /// The key is in the ledger's folder.
    KeyInside = "key_inside", Call;
    /// Others can read the key; the fact is its file.
    KeyOpen = "key_open", Refused;
    /// The file has no private key.
    KeyFile = "key", Call;
    /// The ledger's origin cannot name a key.
    KeyName = "key", Call;
    /// The key is another ledger's.
    KeyOfAnother = "key_of_another_ledger", Refused;
    /// Another key took this key's place.
    KeyReplaced = "key_replaced", Refused;
    /// An archive is signed with another key.
    KeyNotInUse = "key_not_in_use", Refused;
    /// No key was given to check a signature with.
    NoKey = "no_key", Call;
    /// A checkpoint or signed answer is another ledger's.
    AnotherLedger = "another_ledger", Refused;
    /// The signature of a checkpoint is not valid.
    Signature = "signature", Refused;
    /// A checkpoint is signed with a key that was not given.
    AnotherKey = "signature", Refused;
    /// The ledger is shorter than the checkpoint.
    Shorter = "shorter", Refused;
    /// The ledger's entries are not those that were signed.
    HistoryChanged = "history_changed", Refused;
    /// A key signed after another key had taken its place.
    KeyRetired = "key_retired", Refused;
    /// A witness's key is the ledger's own.
    WitnessOwnKey = "witness_own_key", Refused;
    /// A witness signed another history.
    WitnessRoot = "witness", Refused;
    /// What a witness signed cannot be added.
    Witness = "witness", Refused;
    /// The checkpoint does not reach the entry.
    CheckpointTooSmall = "checkpoint_too_small", Call;
    /// The checkpoints of a proof are in the wrong order.
    CheckpointOrder = "checkpoint_order", Call;
    /// The stored hash tree does not match the entries.
    Tree = "tree", Ledger;
    /// The answer to this question is never signed.
    Question = "question", Call;
    /// An answer cannot be written as JSON.
    Json = "json", Ledger;
    /// A signed answer cannot be made, or is not valid.
    SignedAnswer = "statement", Refused;
    /// A signed answer is signed with a key that was not given.
    SignedAnswerKey = "statement", Refused;
    /// This program does not know the question of the signed answer.
    UnknownQuestion = "unknown_question", Refused;
    /// The signed answer rests on more entries than there are.
    AnswerBeyond = "beyond_the_log", Refused;
    /// The answer has another schema or other rules than this program gives.
    OtherSchema = "other_schema", Refused;
    /// The ledger gives another answer than the signed one.
    AnswerDiffers = "answer_differs", Refused;
}

impl ErrorCode {
    /// Every code: those of the rules that refuse, then the others.
    pub fn all() -> impl Iterator<Item = ErrorCode> {
        let rules = Rule::ALL.iter().copied().filter(|rule| rule.refuses()).map(ErrorCode::Rule);
        rules.chain(ErrorCode::OTHERS.iter().copied())
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_name_that_programs_can_compare() {
        for code in ErrorCode::all() {
            let word = code.word();
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            assert!(!word.is_empty() && word.bytes().all(plain), "{code:?}: {word}");
        }
        assert!(ErrorCode::all().map(ErrorCode::word).collect::<BTreeSet<_>>().len() > 120);
    }

    #[test]
    fn no_other_error_has_the_name_of_a_rule_that_refuses() {
        let (rules, others): (Vec<_>, Vec<_>) = ErrorCode::all().partition(|code| matches!(code, ErrorCode::Rule(_)));
        let names: BTreeSet<&str> = rules.iter().map(|code| code.word()).collect();
        assert!(others.iter().all(|code| !names.contains(code.word())));
        assert!(rules.iter().all(|code| code.kind() == Kind::Refused));
    }
}
