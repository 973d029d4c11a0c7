//! Runs of digits in groups, and what they are: a card, an official number, a phone number, or
//! nothing of anybody's. A run may hold several numbers, so each group may begin one.

use super::words::{self, Label};
use super::{Finding, Kind, card, official, phone};

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
        match run.may_begin(group, at, from).then(|| run.number(group, at, from)).flatten() {
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
            for _ in 0..3 {
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
    fn may_begin(&self, group: usize, at: usize, from: usize) -> bool {
        if group > 0 {
            return words::has_space(self.text, self.groups[group - 1].1, self.groups[group].0);
        }
        let mut before = self.text[from..at].chars().rev();
        match before.next() {
            Some('-' | '/' | '#' | '=' | '_' | '\'' | ',' | '.' | ':') => {
                let sign = &self.text[..at];
                let joined = before.next().is_some_and(|c| c.is_alphanumeric() || c == ']');
                !joined
                    || sign.ends_with([':', '/', '.'])
                        && words::label(self.text, from, at) == Label::Phone
                    || sign.ends_with(':')
                        && !sign[..at - 1].ends_with(|c: char| c.is_ascii_digit())
            }
            Some(']' | '§' | '$' | '€' | '£') => false,
            _ => true,
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
            return words::has_space(self.text, end, self.groups[group + 1].0);
        }
        let mut after = self.text[end..].chars();
        match after.next() {
            Some(c) if c.is_alphanumeric() || c == '_' => false,
            Some(',' | ':') => !after.next().is_some_and(|c| c.is_ascii_digit()),
            _ => true,
        }
    }

    /// What begins with this group, and the group with which it ends.
    fn number(&self, first: usize, at: usize, from: usize) -> Option<(Kind, usize)> {
        if phone::is_date(self, first) {
            return None;
        }
        let label = words::label(self.text, from, self.start_of(first, at));
        if matches!(label, Label::Thing | Label::Version) {
            return None;
        }
        let mut lengths = [0; MAX_GROUPS];
        let last = self.groups.len().min(first + MAX_GROUPS);
        for group in first..last {
            lengths[group - first] = self.length(group);
        }
        for end in (first..last).rev() {
            let digits = self.slice(first, end);
            if !(10..=19).contains(&digits.len())
                || !self.may_end(end)
                || self.has_plus && first == 0
            {
                continue;
            }
            let groups = &lengths[..=end - first];
            let kind = if card::is_card(digits, groups) {
                Kind::Card
            } else if official::is_ahv(digits, groups) {
                Kind::Ahv
            } else if official::is_svnr(digits, groups) {
                Kind::Svnr
            } else if groups.len() <= 4
                && groups.iter().all(|length| *length > 1)
                && official::is_tax_id(digits)
            {
                Kind::TaxId
            } else {
                continue;
            };
            return Some((kind, end));
        }
        // In the middle of groups of four, or before nothing but groups of three: a mistyped account,
        // card or tax id.
        let follows = first > 0 && self.groups[first - 1].1 > from;
        let of_four = follows && self.length(first - 1) == 4 && self.length(first) == 4;
        let of_three = follows && (first..last).all(|group| self.length(group) == 3);
        if of_four || of_three {
            return None;
        }
        phone::ends(self, first, label == Label::Phone).map(|end| (Kind::Phone, end))
    }
}
