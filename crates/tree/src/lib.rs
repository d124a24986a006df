//! The hash tree of a ledger: RFC 6962 trees over SHA-256, their proofs, and the signed texts that carry them.
//!
//! No I/O, no clock, no randomness (H10): seeds of keys and the time of a cosignature come in as arguments. What is read
//! may come from anybody: every `parse` is total, has limits, and says which line breaks which rule.
//!
//! What stays true here: the leaf of the tree is an entry's head, not its body, so that every proof still holds when a
//! body is erased (H4, H12).

pub mod checkpoint;
pub mod consistency_proof;
pub mod cosignature;
pub mod frontier;
pub mod hash;
pub mod key;
pub mod manifest;
pub mod nodes;
pub mod note;
mod note_lines;
pub mod proof;
pub mod rotation;
pub mod signed_answer;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use consistency_proof::{ConsistencyError, ConsistencyProof};
pub use cosignature::{CosignatureError, cosign, merge_cosignature};
pub use frontier::{Frontier, FrontierError, subtree_root};
pub use hash::{EMPTY_ROOT, Hash, HashError, hash_each_in_place, hash_in_place, leaf_hash, node_hash};
pub use key::{KeyError, KeyKind, SigningKey, VerifierKey};
pub use manifest::{Manifest, ManifestError, Segment};
pub use nodes::{MemoryTree, MissingNode, Nodes, NodesError, consistency, inclusion, root};
pub use note::{Note, NoteError, Signature, sign};
pub use proof::{TlogProof, TlogProofError};
pub use rotation::{Announced, Change, Relied, RotationError, Rotations, rotation_text, sign_rotation};
pub use signed_answer::{Binding, SignedAnswer, SignedAnswerError};
pub use verify::{ProofError, verify_consistency, verify_inclusion};
