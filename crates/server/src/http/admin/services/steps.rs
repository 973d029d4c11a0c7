//! The way from nothing to a banner that runs, in four steps. It can be left and taken up again: where
//! somebody is, the draft itself says.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use super::{Desk, catalogue, go};
use crate::app::App;
use crate::http::page::{Failure, Reader};
use crate::texts::Speaker;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Which tools does the website use?
    Tools,
    /// What is missing, and what nobody has checked.
    Gaps,
    /// Showing it to visitors.
    Publication,
    /// Bringing it onto the pages, and trying it.
    Installation,
}

impl Step {
    const ALL: [Self; 4] = [Self::Tools, Self::Gaps, Self::Publication, Self::Installation];

    const fn page(self) -> &'static str {
        match self {
            Self::Tools => "catalogue",
            Self::Gaps => "gaps",
            Self::Publication => "publication",
            Self::Installation => "installation",
        }
    }

    /// Where somebody goes on who has left.
    pub(super) fn next(desk: &Desk) -> Self {
        let kept = &desk.kept;
        let is_shown = kept.published_at.is_some() && kept.draft.tells_the_same_as(&kept.published);
        let is_open = |service| !catalogue::unread(service).is_empty();
        if kept.draft.services.is_empty() {
            Self::Tools
        } else if is_shown {
            Self::Installation
        } else if !desk.problems().is_empty() || kept.draft.services.iter().any(is_open) {
            Self::Gaps
        } else {
            Self::Publication
        }
    }
}

/// The four steps, as a page shows them.
pub(super) struct Steps {
    /// `Schritt 2 von 4`.
    pub(super) label: String,
    pub(super) all: Vec<Shown>,
}

/// A step in the line.
pub(super) struct Shown {
    pub(super) name: String,
    /// `None`: nothing to see there yet.
    pub(super) href: Option<String>,
    pub(super) is_here: bool,
}

impl Steps {
    pub(super) fn at(t: Speaker<'_>, desk: &Desk, here: Step) -> Self {
        let shown = |step: Step| Shown {
            name: name(t, step),
            href: can_be_seen(desk, step).then(|| desk.path(step.page())),
            is_here: step == here,
        };
        Self { label: label(t, here), all: Step::ALL.into_iter().map(shown).collect() }
    }
}

/// Which step of how many.
pub(super) fn label(t: Speaker<'_>, step: Step) -> String {
    let number = Step::ALL.iter().take_while(|other| **other != step).count() + 1;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX).into();
    let values = [("number", count(number)), ("of", count(Step::ALL.len()))];
    t.say_with_all("step-of", values)
}

/// What is done in a step.
pub(super) fn name(t: Speaker<'_>, step: Step) -> String {
    match step {
        Step::Tools => t.say("step-tools"),
        Step::Gaps => t.say("step-gaps"),
        Step::Publication => t.say("step-publication"),
        Step::Installation => t.say("step-installation"),
    }
    .into_owned()
}

fn can_be_seen(desk: &Desk, step: Step) -> bool {
    match step {
        Step::Tools => true,
        Step::Gaps | Step::Publication => !desk.kept.draft.services.is_empty(),
        Step::Installation => desk.kept.published_at.is_some(),
    }
}

/// `GET /admin/sites/{id}/set-up`: goes on where it was left.
pub(super) async fn go_on(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    Ok(go(&desk.path(Step::next(&desk).page())))
}
