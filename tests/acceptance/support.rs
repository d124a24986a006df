//! What the tests share: ledgers in folders of their own, the binary, the tables of the five programmes.

pub mod call;
pub mod folder;
pub mod tables;

pub use folder::Folder;
