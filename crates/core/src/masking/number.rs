//! Runs of digits in groups, and what they are: a card, an official number, a phone number, or
//! nothing of anybody's. A run may hold several numbers, so each group may begin one.

use super::label::{self, Label};
use super::{Finding, Kind, card, official, phone, words};

/// The most groups that one number has.
const MAX_GROUPS: usize = 9;

/// Groups of digits with signs between them.
pub(super) struct Run<'t> {
    pub(super) text: &'t str,
    /// Begins with a plus.
    pub(super) has_plus: bool,
    /// Each group's first byte and the byte after it.
    pub(super) groups: Vec<(usize, usize)>,
    /// All digits, and where those of each group begin.
    pub(super) digits: Vec<u8>,
    pub(super) offsets: Vec<usize>,
}

/// Does a number begin at `at`?
pub(super) fn begins(text: &str, at: usize, from: usize) -> bool {
    let bytes = text.as_bytes();
    let next = |step: usize| bytes.get(at + step).copied().unwrap_or_default();
    let is_begin = match bytes[at] {
        b'0'..=b'9' => true,
        b'+' => next(1).is_ascii_digit() || next(1) == b' ' && next(2).is_ascii_digit(),
        b'(' => next(1).is_ascii_digit() || next(1) == b'+' && next(2).is_ascii_digit(),
        _ => false,
    };
    is_begin && (at == from || !words::is_inside(text, at))
}

/// Reads the run that begins at `at` and adds what it holds; gives where it ends.
pub(super) fn read(
    text: &str,
    at: usize,
    free: usize,
    to: usize,
    findings: &mut Vec<Finding>,
) -> usize {
    let (run, end) = Run::read(text, at, to);
    let (mut group, mut from) = (0, free);
    while group < run.groups.len() {
        if run.digits.len() - run.offsets[group] < 6 {
            break;
        }
        match run.number(group, at, from) {
            Some((kind, last)) => {
                let start = run.start_of(group, at);
                findings.push(Finding { kind, start, end: run.groups[last].1 });
                from = run.groups[last].1;
                group = last + 1;
            }
            None => group += 1,
        }
    }
    end
}

/// The number that a value in a link begins with: what has a check digit, or what its name calls a
/// phone number.
pub(super) fn in_link(text: &str, at: usize, to: usize, label: Label) -> Option<Finding> {
    let encoded = text[at..to].len() - text[at..to].trim_start_matches("%2B").len();
    let begin = at + encoded;
    if !text.as_bytes()[begin..to]
        .first()
        .is_some_and(|byte| byte.is_ascii_digit() || *byte == b'+')
        || !begins(text, begin, begin)
    {
        return None;
    }
    let run = Run::read(text, begin, to).0;
    // A plus at the end of the link: the digit that it was for stands behind it.
    if run.groups.is_empty() {
        return None;
    }
    let (kind, last) = run.checked(0, label).or_else(|| {
        let end = (label == Label::Phone).then(|| phone::ends(&run, 0, true))??;
        Some((Kind::Phone, end))
    })?;
    Some(Finding { kind, start: at, end: run.groups[last].1 })
}

/// What may begin with a group.
#[derive(PartialEq, Eq)]
enum Begin {
    Nothing,
    /// Only what has a check digit.
    Checked,
    Anything,
}

impl<'t> Run<'t> {
    fn read(text: &'t str, at: usize, to: usize) -> (Self, usize) {
        let bytes = text.as_bytes();
        let mut run = Self {
            text,
            has_plus: bytes[at] == b'+' || bytes[at] == b'(' && bytes[at + 1] == b'+',
            groups: Vec::new(),
            digits: Vec::new(),
            offsets: Vec::new(),
        };
        let mut here = at;
        while here < to && !bytes[here].is_ascii_digit() {
            here += 1;
        }
        let mut end = here;
        while here < to && bytes[here].is_ascii_digit() {
            let start = here;
            run.offsets.push(run.digits.len());
            while here < to && bytes[here].is_ascii_digit() {
                run.digits.push(bytes[here] - b'0');
                here += 1;
            }
            run.groups.push((start, here));
            end = here;
            for _ in 0..words::GAP {
                let length = if here < to { words::separator(bytes, here) } else { 0 };
                here = (here + length).min(to);
            }
        }
        (run, end)
    }

    /// Where a number that begins with this group begins in the text, with its plus and bracket.
    fn start_of(&self, group: usize, at: usize) -> usize {
        if group == 0 {
            return at;
        }
        let start = self.groups[group].0;
        if self.text.as_bytes()[start - 1] == b'(' { start - 1 } else { start }
    }

    /// A number begins with a space before it, or where the run begins; what is joined to letters
    /// before the run (`RE-2025`) is a part of something else.
    fn begin(&self, group: usize, at: usize, from: usize, label: Label) -> Begin {
        if group > 0 {
            return Begin::Anything;
        }
        let mut before = self.text[from..at].chars().rev();
        match before.next() {
            Some(sign @ ('-' | '/' | '#' | '=' | '_' | '\'' | ',' | '.' | ':')) => {
                let joined = before.next().filter(|c| c.is_alphanumeric() || *c == ']');
                let after_letter = joined.is_some_and(char::is_alphabetic);
                if joined.is_none()
                    || matches!(sign, ':' | '/' | '.' | ',' | '=') && label == Label::Phone
                    || sign == ':' && !joined.is_some_and(|c| c.is_ascii_digit())
                {
                    Begin::Anything
                } else if after_letter && sign != '-' {
                    Begin::Checked
                } else {
                    Begin::Nothing
                }
            }
            Some(']' | '§' | '$' | '€' | '£') => Begin::Nothing,
            _ => Begin::Anything,
        }
    }

    pub(super) fn length(&self, group: usize) -> usize {
        self.groups[group].1 - self.groups[group].0
    }

    /// What is between two groups of the run.
    pub(super) fn between(&self, group: usize) -> &str {
        &self.text[self.groups[group].1..self.groups[group + 1].0]
    }

    /// The digits of some groups.
    pub(super) fn slice(&self, first: usize, last: usize) -> &[u8] {
        let end = self.offsets.get(last + 1).copied().unwrap_or(self.digits.len());
        &self.digits[self.offsets[first]..end]
    }

    /// The number may end after this group: no word, price or time goes on there.
    pub(super) fn may_end(&self, group: usize) -> bool {
        let end = self.groups[group].1;
        if group + 1 < self.groups.len() {
            return words::has_space(self.between(group));
        }
        let mut after = self.text[end..].chars();
        match after.next() {
            Some(c) if c.is_alphanumeric() || c == '_' => false,
            Some(',' | ':') => !after.next().is_some_and(|c| c.is_ascii_digit()),
            _ => true,
        }
    }

    /// Do groups of the same length go on before or after these? Then it is a list or a table.
    fn is_in_list(&self, first: usize, last: usize) -> bool {
        let is_next = |group: usize| self.length(group) == self.length(group + 1);
        first > 0 && is_next(first - 1) || last + 1 < self.groups.len() && is_next(last)
    }

    /// What begins with this group, and the group with which it ends.
    fn number(&self, first: usize, at: usize, from: usize) -> Option<(Kind, usize)> {
        let is_joined = first > 0 && !words::has_space(self.between(first - 1));
        if is_joined || phone::is_date(self, first) {
            return None;
        }
        let label = label::before(self.text, from, self.start_of(first, at));
        let begin = self.begin(first, at, from, label);
        if begin == Begin::Nothing {
            return None;
        }
        if let Some(found) = self.checked(first, label) {
            return Some(found);
        }
        if begin == Begin::Checked || matches!(label, Label::Order | Label::Thing | Label::Version)
        {
            return None;
        }
        // In the middle of groups of four, or before nothing but groups of three: a mistyped account,
        // card or tax id.
        let follows = first > 0
            && self.groups[first - 1].1 > from
            && !words::is_broken(self.between(first - 1));
        let of_four = follows && self.length(first - 1) == 4 && self.length(first) == 4;
        let last = self.groups.len().min(first + MAX_GROUPS);
        let of_three = follows && (first..last).all(|group| self.length(group) == 3);
        if of_four || of_three {
            return None;
        }
        phone::ends(self, first, label == Label::Phone).map(|end| (Kind::Phone, end))
    }

    /// What has a check digit and begins with this group, and the group with which it ends.
    fn checked(&self, first: usize, label: Label) -> Option<(Kind, usize)> {
        if matches!(label, Label::Order | Label::Version) {
            return None;
        }
        let mut lengths = [0; MAX_GROUPS];
        let last = self.groups.len().min(first + MAX_GROUPS);
        for group in first..last {
            lengths[group - first] = self.length(group);
        }
        // The first group in another line or column.
        let broken = (first + 1..last).find(|group| words::is_broken(self.between(group - 1)));
        for end in (first..last).rev() {
            let digits = self.slice(first, end);
            // After a plus comes a phone number, if it is not too long for one.
            if !(10..=19).contains(&digits.len())
                || self.has_plus && first == 0 && digits.len() < 16
            {
                continue;
            }
            let groups = &lengths[..=end - first];
            let is_broken = broken.is_some_and(|group| group <= end);
            // On one line, as it may be written; over lines, only as it is printed.
            let is_printed = |as_printed: &[&[usize]]| !is_broken || as_printed.contains(&groups);
            // No price is so long, and no word begins with so many digits.
            let may_end = self.may_end(end);
            let kind = if (may_end || end + 1 == self.groups.len())
                && is_printed(&[&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]])
                && !(is_broken && self.is_in_list(first, end))
                && card::is_card(digits, groups)
            {
                Kind::Card
            } else if label == Label::Thing || !may_end {
                continue;
            } else if official::is_ahv(digits, groups) {
                Kind::Ahv
            } else if is_printed(&[&[4, 6]]) && official::is_svnr(digits, groups) {
                Kind::Svnr
            } else if groups.len() <= 4
                && groups.iter().all(|length| *length > 1)
                && is_printed(&[&[2, 3, 3, 3]])
                && official::is_tax_id(digits)
            {
                Kind::TaxId
            } else {
                continue;
            };
            return Some((kind, end));
        }
        None
    }
}
