//! A backup's file: a heading in clear, then sealed pieces. Whoever has the file alone reads
//! nothing, changes nothing unnoticed and cuts nothing off: each piece is bound to its file, its
//! place and to whether another follows.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read, Write};

use plausch_core::Timestamp;
use plausch_core::seal::{Key, NonceBytes};

use super::Error;

/// Bytes of content in a piece.
const PIECE: usize = 64 * 1024;
/// What sealing adds to a piece, at most.
const ROOM: usize = 64;
/// Set in a piece's length: it is the last one.
const LAST: u32 = 1 << 31;
const MARK: &str = "plausch-backup";
const FORMAT: u32 = 1;
/// No heading is longer.
const LONGEST_HEADING: u64 = 200;

/// Which of the two files of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything but what is in the other one.
    Data,
    /// The wrapped keys of conversations, and the journal. Small, and made after the data; only the
    /// newest one counts, so that what was erased meanwhile can't be opened or come back.
    Keys,
}

impl Part {
    /// The word in the heading, and the ending of the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Keys => "keys",
        }
    }
}

/// The first line of a file, which anybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Which file this is.
    pub part: Part,
    /// The state of which moment it holds.
    pub at: Timestamp,
    /// Its random number.
    pub id: [u8; 16],
}

impl Heading {
    fn line(&self) -> String {
        let id = self.id.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        format!("{MARK} {FORMAT} {} {} {id}", self.part.as_str(), self.at.millis())
    }

    fn parse(line: &str) -> Option<Self> {
        let [MARK, format, part, at, id] = line.split(' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        if format != FORMAT.to_string() {
            return None;
        }
        let part = [Part::Data, Part::Keys].into_iter().find(|known| known.as_str() == part)?;
        let mut bytes = [0; 16];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(id.get(2 * place..2 * place + 2)?, 16).ok()?;
        }
        let heading = Self { part, at: Timestamp::from_millis(at.parse().ok()?), id: bytes };
        // Another spelling would be another context for the pieces.
        (heading.line() == line).then_some(heading)
    }

    /// What a piece is bound to.
    fn place(&self, number: u64, is_last: bool) -> String {
        format!("{} {number} {}", self.line(), if is_last { "last" } else { "more" })
    }
}

/// Writes a file. [`Sealer::finish`] must follow: without its last piece a file doesn't open.
pub(super) struct Sealer<'a, W> {
    out: W,
    key: &'a Key,
    nonce: &'a mut dyn FnMut() -> NonceBytes,
    heading: Heading,
    number: u64,
    piece: Vec<u8>,
}

impl<'a, W: Write> Sealer<'a, W> {
    pub(super) fn new(
        mut out: W,
        heading: Heading,
        key: &'a Key,
        nonce: &'a mut dyn FnMut() -> NonceBytes,
    ) -> io::Result<Self> {
        writeln!(out, "{}", heading.line())?;
        Ok(Self { out, key, nonce, heading, number: 0, piece: Vec::with_capacity(PIECE) })
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let place = self.heading.place(self.number, is_last);
        let sealed = self.key.seal(&place, &self.piece, (self.nonce)());
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.out.write_all(&(length | if is_last { LAST } else { 0 }).to_be_bytes())?;
        self.out.write_all(&sealed)?;
        self.number += 1;
        self.piece.clear();
        Ok(())
    }

    /// Writes the last piece and gives back what it was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.seal(false)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads what [`Sealer`] wrote. Ends well only after the last piece.
pub(super) struct Opener<R> {
    file: R,
    key: Key,
    heading: Heading,
    number: u64,
    piece: io::Cursor<Vec<u8>>,
    is_over: bool,
}

impl<R: BufRead> Opener<R> {
    /// Reads the heading, and finds the key among those that the installation has.
    pub(super) fn new(mut file: R, part: Part, keys: &[Key]) -> Result<Self, Error> {
        let mut line = String::new();
        let is_text = (&mut file).take(LONGEST_HEADING).read_line(&mut line);
        is_text.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => Error::NotOne(part),
            _ => Error::File(error),
        })?;
        let heading = Heading::parse(line.trim_end_matches('\n'))
            .filter(|heading| heading.part == part)
            .ok_or(Error::NotOne(part))?;
        let (sealed, is_last) = sealed_piece(&mut file)?;
        let place = heading.place(0, is_last);
        let opened =
            keys.iter().find_map(|key| Some((key.clone(), key.open(&place, &sealed).ok()?)));
        let (key, piece) = opened.ok_or(Error::OtherKey)?;
        let piece = io::Cursor::new(piece);
        if is_last {
            nothing_follows(&mut file)?;
        }
        Ok(Self { file, key, heading, number: 1, piece, is_over: is_last })
    }

    pub(super) const fn heading(&self) -> &Heading {
        &self.heading
    }

    fn next_piece(&mut self) -> io::Result<()> {
        let (sealed, is_last) = sealed_piece(&mut self.file)?;
        let place = self.heading.place(self.number, is_last);
        let piece = self.key.open(&place, &sealed).map_err(|_| damaged())?;
        self.piece = io::Cursor::new(piece);
        self.number += 1;
        self.is_over = is_last;
        if is_last {
            nothing_follows(&mut self.file)?;
        }
        Ok(())
    }
}

/// Behind the last piece stands nothing that no key has sealed.
fn nothing_follows(file: &mut impl Read) -> io::Result<()> {
    if file.read(&mut [0])? == 0 { Ok(()) } else { Err(damaged()) }
}

fn sealed_piece(file: &mut impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    let (is_last, length) = (length & LAST != 0, (length & !LAST) as usize);
    if length > PIECE + ROOM {
        return Err(damaged());
    }
    let mut sealed = vec![0; length];
    file.read_exact(&mut sealed)?;
    Ok((sealed, is_last))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is damaged, or was changed")
}

impl<R: BufRead> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            if self.is_over {
                return Ok(0);
            }
            self.next_piece()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading() -> Heading {
        Heading { part: Part::Data, at: Timestamp::from_millis(1_780_000_000_000), id: [7; 16] }
    }

    fn written(content: &[u8]) -> Vec<u8> {
        let (key, mut number) = (Key::new([1; 32]), 0);
        let mut nonce = || {
            number += 1;
            [number; 12]
        };
        let mut sealer = Sealer::new(Vec::new(), heading(), &key, &mut nonce).unwrap();
        sealer.write_all(content).unwrap();
        sealer.finish().unwrap()
    }

    fn read(file: &[u8]) -> Option<Vec<u8>> {
        let keys = [Key::new([2; 32]), Key::new([1; 32])];
        let mut content = Vec::new();
        Opener::new(file, Part::Data, &keys).ok()?.read_to_end(&mut content).ok()?;
        Some(content)
    }

    #[test]
    fn what_was_written_is_read_again_with_any_key_that_fits() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let content: Vec<_> = (0..=250_u8).cycle().take(length).collect();
            assert_eq!(read(&written(&content)), Some(content), "{length}");
        }
        let file = written(b"Tulpen");
        let other = Opener::new(&file[..], Part::Data, &[Key::new([3; 32])]);
        assert!(matches!(other.err(), Some(Error::OtherKey)));
        let other = Opener::new(&file[..], Part::Keys, &[Key::new([1; 32])]);
        assert!(matches!(other.err(), Some(Error::NotOne(Part::Keys))));
    }

    #[test]
    fn a_file_that_was_cut_changed_or_put_together_anew_does_not_open() {
        let content = vec![9; 2 * PIECE + 3];
        let file = written(&content);
        let start = heading().line().len() + 1;
        let piece = 4 + PIECE + 28;
        assert_eq!(file.len(), start + 2 * piece + 4 + 3 + 28, "need whole pieces");
        for end in [0, start, start + 3, start + piece, start + 2 * piece, file.len() - 1] {
            assert_eq!(read(&file[..end]), None, "cut at {end}");
        }
        for place in [0, 18, start - 2, start, start + 40, start + piece + 9, file.len() - 1] {
            let mut changed = file.clone();
            changed[place] ^= 1;
            assert_eq!(read(&changed), None, "changed at {place}");
        }
        let mut swapped = file.clone();
        swapped[start..start + 2 * piece].rotate_left(piece);
        assert_eq!(read(&swapped), None, "swapped");
        for longer in [[&file[..], b"x"].concat(), [&file[..], &file[..]].concat()] {
            assert_eq!(read(&longer), None, "appended to");
        }
        assert_eq!(read(&[&written(b"")[..], b"x"].concat()), None, "also to a short one");
        assert_eq!(read(b"not a backup\nat all"), None);
    }
}
