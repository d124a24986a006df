//! Words of a day's work: corrections, workbooks, questions at a terminal.

/// Key, English, bokmål.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("about_the_answer", "About the answer", "Om svaret"),
    ("another", "another …", "annet …"),
    (
        "anything_else",
        "Anything else? Its number or name; an empty line goes on",
        "Noe mer? Nummeret eller navnet; en tom linje går videre",
    ),
    ("record_this", "Is this right?", "Stemmer dette?"),
    (
        "case_or_id",
        "case number, or the beginning of the participant's id",
        "saksnummer, eller begynnelsen av deltakerens id",
    ),
    ("correction", "correction", "rettelse"),
    ("duplicate", "recorded twice", "registrert to ganger"),
    ("import", "newer table", "nyere tabell"),
    ("merged", "merged", "slått sammen"),
    ("moved_as", "moved as", "flyttet som"),
    ("moved_to", "moved to", "flyttet til"),
    ("if_several", "if several are possible", "hvis flere er mulige"),
    ("new_information", "new information", "nye opplysninger"),
    ("not_true", "not true", "stemte ikke"),
    ("replaced", "replaced", "erstattet"),
    ("sheet", "Sheet", "Ark"),
    ("typing", "typing error", "skrivefeil"),
    ("wrong_amount", "wrong amount", "feil beløp"),
    ("wrong_day", "wrong day", "feil dag"),
    ("wrong_person", "wrong person", "feil person"),
];
