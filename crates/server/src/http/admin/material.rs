//! What visitors would be told of a change, shown before it is made (R-INFO-05): one step for every form
//! that sets what they rely on. `templates/admin/material.html` shows it.

use plausch_core::id::Revision;
use plausch_core::site::{Mode, Settings, Site};

use crate::app::App;
use crate::app::conversation::told;
use crate::http::changes::{self, ChangeLine};
use crate::http::page::{Failure, Reader};

/// That a change is one in substance, before it is made.
pub(super) struct Material {
    pub(super) lines: Vec<ChangeLine>,
    /// Names the state that was shown: nobody confirms another.
    pub(super) state: Revision,
    /// Chats that are open and would be told.
    pub(super) open: usize,
    /// Consents would count no more.
    pub(super) asks_anew: bool,
}

impl Material {
    /// The form's field that names the state which was shown.
    pub(super) const FIELD: &str = "material";

    /// What visitors would be told with these settings, unless whoever saves has seen it (`confirmed`).
    /// `None`: nothing, or they have.
    pub(super) async fn unseen(
        app: &App,
        reader: &Reader,
        site: &Site,
        settings: &Settings,
        confirmed: &str,
    ) -> Result<Option<Self>, Failure> {
        let (before, after) = (site.settings.chat_facts(), settings.chat_facts());
        let state = after.revision();
        if before == after || confirmed == state.as_str() {
            return Ok(None);
        }
        let t = app.texts.speaker(reader.lang);
        let open = told::open_chats(app, &site.id).await?;
        let asks_anew = site.settings.mode == Mode::Consent && settings.mode == Mode::Consent;
        let lines = changes::lines(t, &before, &after);
        Ok(Some(Self { lines, state, open, asks_anew }))
    }
}
