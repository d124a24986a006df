//! The languages in which labels and messages are written.

/// The language of labels and messages. Keys, headers, identifiers and JSON never change with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Bokmål.
    Nb,
}

impl Lang {
    /// Every language, by its word.
    pub const WORDS: [(&str, Lang); 2] = [("en", Lang::En), ("nb", Lang::Nb)];

    /// The language that a word names.
    pub fn from_word(word: &str) -> Option<Lang> {
        Lang::WORDS.iter().find(|(own, _)| *own == word).map(|(_, lang)| *lang)
    }
}
