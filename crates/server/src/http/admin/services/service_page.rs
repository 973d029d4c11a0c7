//! The page of a service: its form with what is wrong with it.

use std::collections::HashMap;

use askama::Template;
use plausch_core::registry::Service;

use super::super::field;
use super::service_fields::Fields;
use super::{Desk, Meanwhile, Typed};
use crate::http::page::Page;

#[derive(Template)]
#[template(path = "admin/service.html")]
pub(super) struct ServicePage<'a> {
    pub(super) page: Page<'a>,
    pub(super) desk: Desk,
    pub(super) form: Typed,
    /// `None`: a new one.
    pub(super) service: Option<Service>,
    /// What is wrong, by the field's name in the form.
    pub(super) problems: HashMap<String, String>,
    /// As somebody else has saved it since the form was made.
    pub(super) meanwhile: Option<Meanwhile>,
    pub(super) is_saved: bool,
}

impl ServicePage<'_> {
    fn title(&self) -> String {
        match &self.service {
            Some(service) if !service.name.is_empty() => service.name.clone(),
            Some(service) => service.id.to_string(),
            None => self.page.t.say("new-service").into_owned(),
        }
    }

    fn here(&self) -> String {
        match &self.service {
            Some(service) => self.desk.path(&format!("services/{}", service.id)),
            None => self.desk.path("new-service"),
        }
    }

    const fn is_new(&self) -> bool {
        self.service.is_none()
    }

    fn fields(&self) -> Fields<'_> {
        Fields {
            t: self.page.t,
            desk: &self.desk,
            form: &self.form,
            service: self.service.as_ref(),
            problems: &self.problems,
            meanwhile: self.meanwhile.as_ref(),
        }
    }

    fn summary(&self) -> Vec<(String, String)> {
        field::summary(self.fields().all())
    }
}
