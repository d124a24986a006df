//! What a command tells on standard error beside its answer.

/// Prints a note on standard error: text for people, with `note: ` before it. It repeats no case number of the register.
macro_rules! note {
    ($($text:tt)*) => { $crate::screen::tell("note: ", &$crate::cases::left_out(&format!($($text)*))) };
}
/// Prints on standard error what was done, without a prefix.
macro_rules! say {
    ($($text:tt)*) => { $crate::screen::tell("", &format!($($text)*)) };
}
/// Prints on standard error why something is refused, where the command does not end with it, and what to do. It repeats no
/// case number of the register.
macro_rules! error {
    ($hint:expr, $($text:tt)*) => {
        $crate::screen::refused(&$crate::cases::left_out(&format!($($text)*)), &$crate::cases::left_out($hint))
    };
}
pub(crate) use error;
pub(crate) use note;
pub(crate) use say;
