//! A Merkle tree over SHA-256, as in RFC 9162 section 2.1: leaves, nodes and whatever else is hashed
//! are kept apart by a first byte, so that none can be passed for another.
//!
//! Not here: what the leaves are of (`proof.rs`).

use std::fmt;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

/// The first byte of what a leaf is the hash of.
pub const LEAF: u8 = 0;
/// The first byte of what a node is the hash of.
pub const NODE: u8 = 1;

/// So many bytes, written as hexadecimal digits wherever people or programs read them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes<const N: usize>(pub [u8; N]);

/// A SHA-256 hash.
pub type Hash = Bytes<32>;

impl<const N: usize> Bytes<N> {
    /// Reads lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: &u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let digits: Vec<u8> = text.as_bytes().iter().map(digit).collect::<Option<_>>()?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        rest.is_empty().then_some(())?;
        Self::of(&bytes)
    }

    /// Takes bytes as they are; `None` when there are more or fewer.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> TryFrom<String> for Bytes<N> {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not hexadecimal digits of the right number")
    }
}

impl<const N: usize> From<Bytes<N>> for String {
    fn from(bytes: Bytes<N>) -> Self {
        bytes.to_string()
    }
}

/// The hash of a first byte and the parts after it.
pub fn hash(first: u8, parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[first]);
    parts.iter().for_each(|part| context.update(part));
    finished(context)
}

fn finished(context: Context) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    Bytes(hash)
}

fn node(left: &Hash, right: &Hash) -> Hash {
    hash(NODE, &[&left.0, &right.0])
}

/// Where a tree of more than one leaf divides: the largest power of two below the number of leaves.
const fn middle(leaves: usize) -> usize {
    leaves.next_power_of_two() / 2
}

/// The root over leaves; over none it is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => finished(Context::new(&SHA256)),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(middle(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The hashes that lead from a leaf to the root, from the bottom up; `None`: there is no such leaf.
pub fn path(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    leaves.get(index)?;
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = middle(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path_below, other) = if index < at {
        (path(left, index)?, root(right))
    } else {
        (path(right, index - at)?, root(left))
    };
    path_below.push(other);
    Some(path_below)
}

/// The root to which a path leads from a leaf (RFC 9162, 2.1.3.2); `None`: such a path does not fit
/// a tree of so many leaves.
pub fn root_by(path: &[Hash], leaf: Hash, index: u64, leaves: u64) -> Option<Hash> {
    let (mut here, mut last) = (index, leaves.checked_sub(1)?);
    if here > last {
        return None;
    }
    let mut hash = leaf;
    for other in path {
        if last == 0 {
            return None;
        }
        if here & 1 == 1 || here == last {
            hash = node(other, &hash);
            // A last leaf without a neighbour is carried up until it has one.
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, other);
        }
        here >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|number| hash(LEAF, &[&number.to_be_bytes()])).collect()
    }

    #[test]
    fn roots_are_those_of_the_standard() {
        // The hashes of RFC 6962's reference tests (certificate-transparency, `merkle_tree_test`).
        let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
        let leaf = |text: &&str| {
            let bytes: Vec<u8> = (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
                .collect();
            hash(LEAF, &[&bytes])
        };
        let leaves: Vec<Hash> = inputs.iter().map(leaf).collect();
        for (count, expected) in [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        ] {
            assert_eq!(root(&leaves[..count]).to_string(), expected, "{count} leaves");
        }
    }

    #[test]
    fn hexadecimal_digits_read_back_and_nothing_else_is_read() {
        let some = hash(LEAF, &[b"some"]);
        assert_eq!(Hash::parse(&some.to_string()), Some(some));
        let text = some.to_string();
        for bad in [&text[1..], &text[2..], &text.to_uppercase(), "", "ä"] {
            assert_eq!(Hash::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn r_proof_04_every_leafs_path_leads_to_the_root_and_no_other(
            count in 1usize..200, index: prop::sample::Index, flipped in 0usize..256,
        ) {
            let leaves = leaves(count);
            let (root, index) = (root(&leaves), index.index(count));
            let path = path(&leaves, index).expect("a path");
            let by = |path: &[Hash], leaf, index: usize, count: usize| {
                root_by(path, leaf, index as u64, count as u64)
            };
            prop_assert_eq!(by(&path, leaves[index], index, count), Some(root));
            // Any bit of leaf or path, another place, a longer or shorter path.
            let flip = |hash: &mut Hash| hash.0[flipped / 8] ^= 1 << (flipped % 8);
            let mut leaf = leaves[index];
            flip(&mut leaf);
            prop_assert_ne!(by(&path, leaf, index, count), Some(root));
            for step in 0..path.len() {
                let mut other = path.clone();
                flip(&mut other[step]);
                prop_assert_ne!(by(&other, leaves[index], index, count), Some(root));
                prop_assert_ne!(by(&path[..step], leaves[index], index, count), Some(root));
            }
            for other in (0..count).filter(|other| *other != index) {
                prop_assert_ne!(by(&path, leaves[index], other, count), Some(root));
            }
            let longer = [path.clone(), vec![root]].concat();
            prop_assert_ne!(by(&longer, leaves[index], index, count), Some(root));
            prop_assert_eq!(by(&path, leaves[index], count, count), None);
        }
    }
}
