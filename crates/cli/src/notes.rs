//! What a command tells on standard error beside its answer.

/// Prints a note on standard error: text for people, with `note: ` before it. It repeats no case number of the register.
macro_rules! note {
    ($($text:tt)*) => { $crate::screen::tell("note: ", &$crate::cases::left_out(&format!($($text)*))) };
}
/// Prints on standard error what was done, without a prefix.
macro_rules! say {
    ($($text:tt)*) => { $crate::screen::tell("", &format!($($text)*)) };
}
/// Prints on standard error why something is refused, where the command does not end with it. It repeats no case number of the
/// register.
macro_rules! error {
    ($($text:tt)*) => { $crate::screen::tell("error: ", &$crate::cases::left_out(&format!($($text)*))) };
}
pub(crate) use error;
pub(crate) use note;
pub(crate) use say;
