//! The peers, a file each. They store the same bytes, and what they acknowledge is on the disk.

pub mod hashing;
pub mod postgres;
pub mod raw;
pub mod sqlite;
