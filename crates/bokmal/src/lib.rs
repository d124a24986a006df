//! Bokmål that both programs need: what the rooms below them say, and a small reader that puts it into bokmål.
//!
//! A sentence is listed in English, as the code has it, and in bokmål, with a hole `{}` for each part that is put in. Reading
//! finds the listed sentence that a text is an instance of, and writes the parts into the bokmål; parts that are listed
//! themselves are put into bokmål too. What is not listed stays as it is. `hovedbok` reads more than this, with days, amounts
//! and words of the catalogue (`present::sentences`).

mod archive;
mod libraries;
mod read;
mod tree;

pub use archive::SENTENCES as ARCHIVE;
pub use libraries::{SENTENCES as LIBRARIES, without_number};
pub use read::{Sentence, Sentences};
pub use tree::SENTENCES as TREE;
