//! A conversation as its visitor was shown it, line by line: in the file that they take along, and on
//! their own page.

use plausch_core::event::{Author, Event, Kind};

use super::page::Moment;
use crate::app::Directory;
use crate::app::conversation::visitors::Export;
use crate::texts::Speaker;

/// A line.
pub(super) struct Line {
    pub(super) at: Moment,
    /// Who said it.
    pub(super) who: String,
    /// What was said.
    pub(super) said: Option<String>,
    /// What happened, where nothing was said.
    pub(super) happened: String,
}

/// Every line, in order.
pub(super) fn lines(t: Speaker<'_>, export: &Export, directory: &Directory) -> Vec<Line> {
    let line = |event: &Event| Line {
        at: Moment::new(event.at, t.lang),
        who: who(t, export, directory, event),
        said: event.body.as_ref().map(|body| body.reveal().clone()),
        happened: happened(t, directory, event),
    };
    export.events.iter().map(line).collect()
}

fn who(t: Speaker<'_>, export: &Export, directory: &Directory, event: &Event) -> String {
    match &event.author {
        Author::Agent(agent) => directory.agent_name(agent),
        Author::Visitor => export
            .conversation
            .visitor_name
            .as_ref()
            .map_or_else(|| t.say("export-you").into_owned(), |name| name.reveal().clone()),
    }
}

fn happened(t: Speaker<'_>, directory: &Directory, event: &Event) -> String {
    let assignee = || event.assignee.as_ref().map(|agent| directory.agent_name(agent));
    match event.kind {
        Kind::Message | Kind::Note => String::new(),
        Kind::Assigned => match assignee() {
            Some(name) => t.say_with("export-joined", "name", name),
            None => t.say("export-left").into_owned(),
        },
        Kind::Closed => t.say("export-closed").into_owned(),
        Kind::Reopened => t.say("export-reopened").into_owned(),
    }
}
